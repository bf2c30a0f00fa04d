// Asks the device for a passkey and sends its answer with the form it belongs to. Without this script, or in a
// browser that knows no passkeys, those forms stay hidden and the other ways in are there.
(function () {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map(function (each) { return Object.assign({}, each, { id: bytes(each.id) }); });
  }

  // Older browsers take and give bytes only, so what is JSON on the way is turned into bytes here.
  function asked(options) {
    var ready = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (options.user) ready.user = Object.assign({}, options.user, { id: bytes(options.user.id) });
    if (options.excludeCredentials) ready.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = known(options.allowCredentials);
    return ready;
  }
  function answered(credential) {
    var response = { clientDataJSON: text(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    });
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {}
    };
  }

  async function perform(form) {
    var token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    var begun = await fetch(form.dataset.begin, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!begun.ok) throw new Error("not begun");
    var options = { publicKey: asked((await begun.json()).publicKey) };
    var making = form.dataset.passkey === "create";
    var credential = await (making ? navigator.credentials.create(options) : navigator.credentials.get(options));
    form.querySelector("[name=answer]").value = JSON.stringify(answered(credential));
    form.submit();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-passkey]").forEach(function (form) {
      form.hidden = false;
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        var failed = form.querySelector("[data-passkey-failed]");
        failed.hidden = true;
        perform(form).catch(function () {
          delete form.dataset.sent;
          failed.hidden = false;
          failed.focus();
        });
      });
    });
    document.querySelectorAll("[data-without-passkeys]").forEach(function (said) { said.hidden = true; });
  });
})();
