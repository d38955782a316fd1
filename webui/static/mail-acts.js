/* What is done with mails, in place: a mark changes their lines; what leaves the list (deleted, moved,
   archived, junk) goes out of it and others move up. Either way one request brings the sentence with
   its way back and the counts. Whatever answers otherwise is left to the form itself. */
(function () {
  "use strict";
  var MARKS = "read unread star unstar label unlabel".split(" ");
  var LEAVING = "delete move archive junk notjunk".split(" ");
  var body = document.body, hands = window.mailPlace;

  function mails() { return document.getElementById("mails"); }
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("#mails tbody tr")); }
  function row(uid) {
    var box = document.querySelector("#mails input[name=uids][value='" + uid + "']");
    return box && box.closest("tr");
  }

  function tell(page) {
    var said = page.getElementById("said"), folders = page.getElementById("folders");
    var notes = document.querySelector(".notes"), old = document.getElementById("folders");
    if (!said || !folders || !notes || !old) { return false; }
    hands.sign(said);
    notes.querySelectorAll(".note:not(.demo)").forEach(function (note) { note.remove(); });
    notes.appendChild(said);
    old.replaceWith(folders);
    return true;
  }

  function mark(page) {
    if (!page.getElementById("changed") || !tell(page)) { return false; }
    page.querySelectorAll("#changed tr").forEach(function (fresh) {
      var old = row(fresh.querySelector("input[name=uids]").value);
      if (old) { old.replaceWith(fresh); }
    });
    hands.select(location.pathname);
    if (!document.querySelector("article#letter")) { document.title = page.title; }
    return true;
  }

  /* Pages that came by scrolling stay: the last of them, as it is now, fills up what went. */
  function firstPage() {
    return Number(new URL(mails().getAttribute("hx-get"), location.href).searchParams.get("page")) || 1;
  }
  function lastPage() { return firstPage() + (Number(mails().getAttribute("data-more")) || 1) - 1; }

  function leave(page, uids, wasOpen) {
    var at = rows().findIndex(function (one) { return uids.indexOf(one.querySelector("input[name=uids]").value) >= 0; });
    var y = window.scrollY, held = document.activeElement, url = mails().getAttribute("hx-get");
    var value = held && held.closest("#bar") && held.value;
    if (!page.getElementById("mails") || !tell(page)) { return false; }
    if (mails().hasAttribute("data-more") && page.querySelector("#mails tbody")) {
      uids.map(row).forEach(function (one) { if (one) { one.remove(); } });
      if (wasOpen) { hands.place(page, ["bar", "letter"]); count(); }
      document.title = page.title;
      body.dispatchEvent(new CustomEvent("mails-left", { detail: page }));
    } else { hands.place(page); }
    window.scrollTo(0, y);
    if (wasOpen) { history.pushState({ htmx: true }, "", url); body.setAttribute("data-shown", url); }
    hands.show();
    focus(wasOpen ? "" : value, at);
    return true;
  }

  /* A bar that came for the last page: the list still begins where it did. */
  function count() {
    var said = document.querySelector("#bar .say.nowrap");
    if (said && firstPage() === 1) { said.textContent = "1–" + said.textContent.split("–")[1]; }
  }

  /* On the button that was pressed; who had a mail open comes back to the one that took its place. */
  function focus(value, at) {
    var left = rows(), button = value && document.querySelector("#bar button[value='" + value + "']");
    var next = left[Math.min(Math.max(at, 0), left.length - 1)];
    if (button) { button.focus(); } else if (next) { next.querySelector("a.subj").focus(); }
  }

  function chosen(data) { return data.getAll("uids"); }

  function send(form, button) {
    var isLeaving = LEAVING.indexOf(button.value) >= 0, wasOpen = Boolean(form.elements.back);
    var data = new URLSearchParams(new FormData(form)), url = mails().getAttribute("hx-get");
    data.append(button.name, button.value);
    if (isLeaving) { data.set("page", lastPage()); }
    form.setAttribute("aria-busy", "true");
    fetch(form.getAttribute("action"), { method: "POST", body: data, redirect: "manual", headers: { "HX-Request": "true", "HX-Target": "place" } })
      .then(function (answer) { return answer.status >= 500 ? null : answer.ok ? answer.text() : ""; })
      .catch(function () { return null; })
      .then(function (text) {
        var page = hands.parse(text || "");
        form.removeAttribute("aria-busy");
        if (isLeaving && text === null) { location.href = url; return; } // the list says whether it was done
        if (isLeaving ? leave(page, chosen(data), wasOpen) : mark(page)) {
          body.dispatchEvent(new CustomEvent("mails-placed"));
          return;
        }
        form.setAttribute("data-plain", ""); // nothing was done, or a mark, which may be set twice
        form.requestSubmit(button);
      });
  }

  function isOurs(form, button) {
    if (form.id !== "acts" || !button || form.hasAttribute("data-plain")) { return false; }
    if (!document.querySelector("#mails input[name=uids]")) { return false; }
    if (LEAVING.indexOf(button.value) >= 0) { return true; }
    if (form.elements.view.value || form.elements.q.value) { return false; } // it may lead out of a narrowed list
    return (form.elements.back ? ["read", "unread"] : MARKS).indexOf(button.value) >= 0;
  }

  document.addEventListener("submit", function (event) {
    if (!isOurs(event.target, event.submitter)) { return; }
    event.preventDefault();
    if (!event.target.hasAttribute("aria-busy")) { send(event.target, event.submitter); }
  }, true);
})();
