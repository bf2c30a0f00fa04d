// What the screens do better with a script; every one of them works without it.
(function () {
  "use strict";

  // Attention goes where something was said: first to what is wrong, else to what was just done.
  function attend(root) {
    var said = root.querySelector(".summary:not([hidden])") || root.querySelector("[data-attend]");
    if (said) said.focus({ preventScroll: false });
  }

  // One open panel at a time, and it can be put away with Escape.
  function closeMenus(except) {
    document.querySelectorAll("details.me[open]").forEach(function (menu) {
      if (menu !== except) menu.removeAttribute("open");
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.me"));
    if (event.target.closest("[data-print]")) window.print();
    var copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent).then(function () {
        copy.querySelector("[data-said]").textContent = copy.dataset.copied;
      });
    }
    // A time offered is put into its field as if it had been typed there.
    var offered = event.target.closest("[data-sets]");
    if (offered) {
      var into = document.getElementById(offered.dataset.sets);
      into.value = offered.dataset.value;
      into.dispatchEvent(new Event("input", { bubbles: true }));
      into.dispatchEvent(new Event("change", { bubbles: true }));
      into.focus();
    }
    var put = event.target.closest("[data-put-away]");
    if (put) {
      event.preventDefault();
      var panel = put.closest(".person-panel");
      if (panel) {
        var opener = panel.closest(".person").querySelector("[data-opens]");
        panel.replaceChildren();
        if (opener) opener.focus();
      }
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeMenus(null);
  });
  // A form sent once is sent once, however often it is tapped.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    // A button that only saves a file leaves the page, and its form, where they are.
    if (event.submitter && event.submitter.hasAttribute("data-stays")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (!form.hasAttribute("hx-post")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function (event) {
    // A page come back to is another page: what is sent from it now is no second tap on what was sent before.
    if (event.persisted) document.querySelectorAll("input[name=form-token]").forEach(function (token) {
      token.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
        return byte.toString(16).padStart(2, "0");
      }).join("");
    });
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });
  document.addEventListener("DOMContentLoaded", function () {
    attend(document);
    // Only a script can open the print window or fill in a time; without one, browser and keyboard do.
    document.querySelectorAll("[data-print], [data-picks]").forEach(function (button) {
      button.hidden = false;
    });
    if (navigator.clipboard) {
      document.querySelectorAll("[data-copy]").forEach(function (button) {
        button.hidden = false;
      });
    }
    // A tap that came to nothing says so; the next one that goes through takes the word back.
    var notSent = document.getElementById("not-sent");
    ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
      document.body.addEventListener(name, function (event) {
        // What only looks something up beside a field is no loss, and takes nobody out of the field.
        if (event.detail.elt.hasAttribute("data-quiet")) return;
        notSent.hidden = false;
        notSent.focus();
      });
    });
    document.body.addEventListener("htmx:beforeRequest", function (event) {
      if (event.detail.elt.hasAttribute("data-quiet") && !navigator.onLine) event.preventDefault();
    });
    // Once the session has ended, what answers is the way to the door. A form that is being filled in stays: what
    // is in it may not be kept yet, and comes along when it is sent.
    document.body.addEventListener("htmx:beforeOnLoad", function (event) {
      var leads = event.detail.xhr.getResponseHeader("HX-Redirect");
      if (leads && event.detail.elt.hasAttribute("data-quiet")) event.preventDefault();
    });
    document.body.addEventListener("htmx:beforeSwap", function (event) {
      if (event.detail.shouldSwap) notSent.hidden = true;
    });
    // What was swapped for itself is gone by then; the page as a whole is not.
    document.body.addEventListener("htmx:afterSettle", function (event) {
      attend(event.detail.target.isConnected ? event.detail.target : document);
    });
  });
})();
