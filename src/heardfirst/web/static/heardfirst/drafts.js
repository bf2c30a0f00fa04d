// What is typed is kept as it is typed; and a page that lies open hears what others recorded. Without a script
// both happen when a form is sent or a page is opened.
(function () {
  "use strict";

  var KEEP_AFTER = 1000; // milliseconds without a key
  var TRY_AGAIN = 5000;
  var LISTEN_EVERY = 25000;
  var states = new WeakMap();

  function stateOf(form) {
    var state = states.get(form);
    if (!state) {
      state = { tab: newTab(), dirty: false, busy: false, over: false, failing: false, timer: 0 };
      states.set(form, state);
      form.elements["draft-tab"].value = state.tab;
    }
    return state;
  }

  function newTab() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
  }

  function drafts() {
    return Array.from(document.querySelectorAll("form[data-draft]"));
  }

  function say(form, text, warns) {
    var line = form.querySelector("[data-draft-said]");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("quiet", !warns);
    line.classList.toggle("notice-warm", Boolean(warns));
    line.classList.toggle("notice", Boolean(warns));
  }

  function complain(form, what) {
    say(form, form.querySelector("[data-draft-said]").dataset[what], true);
  }

  function soon(form, after) {
    var state = stateOf(form);
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(function () { keep(form); }, after);
  }

  function keep(form) {
    var state = stateOf(form);
    if (state.over || !state.dirty) return;
    if (state.busy) {
      soon(form, KEEP_AFTER);
      return;
    }
    state.busy = true;
    state.dirty = false;
    var body = new URLSearchParams(new FormData(form));
    // Browsers let a request outlive its page up to 64 KB.
    fetch(form.dataset.draft, { method: "POST", body: body, redirect: "manual", keepalive: body.toString().length < 60000 })
      .then(function (answer) {
        state.busy = false;
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          state.dirty = true;
          complain(form, "signedOut");
        } else if (answer.status === 413) {
          complain(form, "tooLong");
        } else if (answer.status === 409 || answer.status === 404) {
          state.over = true;
          complain(form, answer.status === 409 ? "elsewhere" : "shut");
        } else if (answer.ok) {
          return answer.json().then(function (kept) {
            form.elements["draft-revision"].value = kept.revision;
            say(form, state.failing ? form.querySelector("[data-draft-said]").dataset.back : kept.said);
            state.failing = false;
          });
        } else {
          throw new Error();
        }
        state.failing = false;
      })
      .catch(function (problem) {
        state.busy = false;
        state.dirty = true;
        state.failing = problem instanceof TypeError; // no network; anything else need not stop the form
        complain(form, "waiting");
        soon(form, TRY_AGAIN);
      });
  }

  function typed(event) {
    var form = event.target.form;
    if (!form || !form.hasAttribute("data-draft")) return;
    var state = stateOf(form);
    state.dirty = true;
    soon(form, KEEP_AFTER);
  }

  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  document.addEventListener("submit", function (event) {
    var form = event.target;
    // What htmx sends leaves the page where it is, and says itself when it did not go through.
    if (!form.hasAttribute("data-draft") || form.hasAttribute("hx-post")) return;
    var state = stateOf(form);
    // Sent into the void, the page would go, and with it whatever is not kept.
    if (!navigator.onLine || (state.failing && state.dirty)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      state.dirty = state.failing = true;
      complain(form, "waiting");
      if (navigator.onLine) soon(form, 0);
    }
  }, true);

  // The last words, when a page is left or a telephone is put away. Where the page was left because its form was
  // sent, they come too late or early enough: the server knows the page, and keeps nothing of it once recorded.
  function leave() {
    drafts().forEach(function (form) {
      var state = stateOf(form);
      if (!(state.dirty || state.busy) || state.over || !navigator.onLine) return;
      if (navigator.sendBeacon(form.dataset.draft, new URLSearchParams(new FormData(form)))) state.dirty = false;
    });
  }

  window.addEventListener("pagehide", leave);
  window.addEventListener("online", function () {
    drafts().forEach(function (form) { soon(form, 0); });
    listen();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) drafts().forEach(function (form) { states.delete(form); stateOf(form); });
  });

  // What others recorded. A page nobody looks at asks nothing.
  var listened = Date.now();

  function listen() {
    listened = Date.now();
    if (document.hidden || !navigator.onLine) return;
    document.querySelectorAll("[data-news]").forEach(function (place) {
      fetch(place.dataset.news + "?since=" + place.dataset.since, { redirect: "manual" })
        .then(function (answer) {
          if (answer.type === "opaqueredirect") {
            // Signed out: nobody else is to read this page. What is not kept yet stays.
            if (!drafts().some(function (form) { return stateOf(form).dirty; })) window.location.reload();
          } else if (answer.status === 403 || answer.status === 404) {
            place.removeAttribute("data-news");
          } else if (answer.status === 200) {
            return answer.text().then(function (told) { show(place, told); });
          }
        })
        .catch(function () { /* the next time */ });
    });
  }

  function show(place, told) {
    var read = new DOMParser().parseFromString(told, "text/html").body.firstElementChild;
    if (!read || !read.firstElementChild) return;
    place.dataset.since = read.dataset.count;
    place.append(document.adoptNode(read.firstElementChild));
    // A form that is being filled in stays as it is; a page that only shows can be shown anew.
    place.querySelectorAll("[data-again]").forEach(function (link) {
      link.hidden = place.hasAttribute("data-news-only");
      link.href = window.location.pathname;
    });
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) leave();
    else if (Date.now() - listened >= LISTEN_EVERY) listen();
  });
  window.setInterval(listen, LISTEN_EVERY);
  document.addEventListener("DOMContentLoaded", function () { drafts().forEach(stateOf); });
})();
