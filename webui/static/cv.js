/* Enhancements only: every page works without this file.
   1. Live events: the websocket tells what changed; parts of the page marked with
      hx-trigger="mail-arrived from:body" (the kind with dots as dashes) fetch themselves again.
   2. A form is sent once: the button that sent it rests until the next page. */
(function () {
  "use strict";
  var body = document.body;

  function tell(event) {
    var payload;
    try { payload = JSON.parse(event.data); } catch (error) { return; }
    var name = String(payload.kind).replace(/\./g, "-");
    body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: payload }));
  }

  function listen(pause) {
    var scheme = location.protocol === "https:" ? "wss://" : "ws://";
    var socket = new WebSocket(scheme + location.host + "/truc-tiep/");
    socket.onopen = function () { pause = 1000; body.setAttribute("data-live", "on"); };
    socket.onmessage = tell;
    socket.onclose = function (event) {
      body.setAttribute("data-live", "off");
      if (event.code === 4401) { return; }
      setTimeout(function () { listen(Math.min(pause * 2, 60000)); }, pause);
    };
  }
  if (body.hasAttribute("data-signed-in") && "WebSocket" in window) { listen(1000); }

  document.addEventListener("submit", function (event) {
    var form = event.target, sender = event.submitter;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.getAttribute("data-sent") === "1") { event.preventDefault(); return; }
    form.setAttribute("data-sent", "1");
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
