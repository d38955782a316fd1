/* Enhancements only: every page works without this file.
   1. Live events: the websocket tells what changed; parts of the page marked with
      hx-trigger="mail-arrived from:body" (the kind with dots as dashes) fetch themselves again.
      After a break of the line they do so too: what was told meanwhile is lost.
   2. A form is sent once: the button that sent it rests until the next page. */
(function () {
  "use strict";
  var body = document.body;

  var missed = false, ended = false;

  function tell(name, payload) {
    body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: payload }));
  }

  function hear(event) {
    var payload;
    try { payload = JSON.parse(event.data); } catch (error) { return; }
    tell(String(payload.kind).replace(/\./g, "-"), payload);
  }

  function listen(pause) {
    var scheme = location.protocol === "https:" ? "wss://" : "ws://";
    var socket = new WebSocket(scheme + location.host + "/truc-tiep/");
    socket.onopen = function () {
      pause = 1000; ended = false;
      if (missed) { ["mail-arrived", "document", "arrival", "notice"].forEach(function (name) { tell(name, {}); }); }
      missed = false;
      body.setAttribute("data-live", "on");
    };
    socket.onmessage = hear;
    socket.onclose = function (event) {
      missed = true;
      body.setAttribute("data-live", "off");
      // Signed out. Once more all the same: a new password gives this browser a new key.
      if (ended) { return; }
      ended = event.code === 4401;
      setTimeout(function () { listen(Math.min(pause * 2, 60000)); }, pause);
    };
  }
  if (body.hasAttribute("data-signed-in") && "WebSocket" in window) { listen(1000); }

  document.addEventListener("submit", function (event) {
    var form = event.target, sender = event.submitter;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.getAttribute("data-sent") === "1") { event.preventDefault(); return; }
    form.setAttribute("data-sent", "1");
    // A file comes and the page stays: what else is wanted of it can be asked for soon.
    if (form.hasAttribute("data-file")) { setTimeout(function () { form.removeAttribute("data-sent"); if (sender) { sender.removeAttribute("aria-busy"); } }, 3000); }
    if (sender) { setTimeout(function () { sender.setAttribute("aria-busy", "true"); }, 0); }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.me[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.removeAttribute("open"); }
    });
    var button = event.target.closest ? event.target.closest("[data-print]") : null;
    if (button) { window.print(); }
  });
})();
