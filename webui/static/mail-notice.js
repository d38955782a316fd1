/* A notice of this computer when mail comes and no page of ours is looked at: linked only for people
   who asked for it, shown only where they let this browser do so. It never says what a mail says;
   who wrote it only when that was chosen. */
(function () {
  "use strict";
  var body = document.body, how = body.getAttribute("data-notice"), ask = document.querySelector("[data-notice-ask]");
  var able = "Notification" in window && window.isSecureContext;

  function tell() {
    var state = able ? Notification.permission : "none";
    if (!ask) { return; }
    ask.hidden = false;
    ask.querySelector("button").parentNode.hidden = state !== "default";
    ask.querySelectorAll("[data-when]").forEach(function (text) { text.hidden = text.getAttribute("data-when") !== state; });
  }
  if (ask) {
    ask.querySelector("button").addEventListener("click", function () { Notification.requestPermission().then(tell); });
    tell();
  }

  function show(pk, words) {
    var notice;
    // One tag: several windows, and several mails, are one notice. Telephones have none for pages.
    try { notice = new Notification(body.getAttribute("data-said-mail"), { body: words, tag: "cv-mail" }); } catch (error) { return; }
    notice.onclick = function () { window.focus(); notice.close(); location.href = "/thu/" + pk + "/"; };
    body.setAttribute("data-noticed", words || "-");
  }
  function writer(pk) {
    return fetch("/thu/" + pk + "/?only=unread", { headers: { "HX-Request": "true", "HX-Target": "place" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var who = new DOMParser().parseFromString(text, "text/html").querySelector("#mails .who");
        return who ? who.textContent.trim() : "";
      }).catch(function () { return ""; });
  }

  body.addEventListener("mail-arrived", function (event) {
    var pk = event.detail && event.detail.kind && event.detail.pk;
    if (!pk || !document.hidden || !able || Notification.permission !== "granted") { return; }
    if (how === "sender") { writer(pk).then(function (who) { show(pk, who); }); } else { show(pk, ""); }
  });
})();
