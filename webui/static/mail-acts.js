/* What is done with mails, in place: a mark changes their lines; what leaves the list (deleted, moved,
   archived, junk) goes out of it and others move up. Either way one request brings the sentence with
   its way back and the counts. That way back, pressed, brings the list as it is then. Whatever answers
   otherwise is left to the form itself. */
(function () {
  "use strict";
  var MARKS = "read unread star unstar label unlabel".split(" ");
  var LEAVING = "delete move archive junk notjunk".split(" ");
  var SHOWN = "star unstar label unlabel flagged".split(" "); // what an open mail shows of itself
  var IN_PLACE = { "HX-Request": "true", "HX-Target": "place" };
  var body = document.body, hands = window.mailPlace, lastAt = 0;

  function isOpen() { return Boolean(document.querySelector("article#letter")); }
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
    if (!isOpen()) { document.title = page.title; }
    return true;
  }

  /* The bar and the heading of the open mail, after a mark they show; its text stays as it is. */
  function showAgain(value) {
    fetch(location.href, { headers: IN_PLACE })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .catch(function () { return ""; })
      .then(function (text) {
        var page = hands.parse(text), fresh = page.querySelector("#letter h1"), old = document.querySelector("#letter h1");
        if (!fresh || !old || !hands.place(page, ["bar"])) { location.reload(); return; }
        old.replaceWith(fresh);
        if (value) { focus(value === "star" ? "unstar" : value === "unstar" ? "star" : value, 0); }
        body.dispatchEvent(new CustomEvent("mails-placed"));
      });
  }

  /* The list as it is after the way back; an open mail stays open. */
  function stand(page) {
    var y = window.scrollY, title = document.title, wasOpen = isOpen();
    if (!page.getElementById("mails") || !tell(page)) { return false; }
    hands.place(page, wasOpen ? ["mails"] : null);
    if (wasOpen) { document.title = title; hands.select(location.pathname); } else { hands.show(); }
    window.scrollTo(0, y);
    focus("", lastAt);
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
    lastAt = at;
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

  /* `placed` puts the answer's parts in place and says whether it could. Where the answer is lost,
     only what may be done twice is sent again: else the list says whether it was done. */
  function send(form, button, address, data, mayRepeat, placed) {
    var url = mails().getAttribute("hx-get");
    form.setAttribute("aria-busy", "true");
    fetch(address, { method: "POST", body: data, redirect: "manual", headers: IN_PLACE })
      .then(function (answer) { return answer.status >= 500 ? null : answer.ok ? answer.text() : ""; })
      .catch(function () { return null; })
      .then(function (text) {
        form.removeAttribute("aria-busy");
        if (!mayRepeat && text === null) { location.href = url; return; }
        if (placed(hands.parse(text || ""))) {
          body.dispatchEvent(new CustomEvent("mails-placed"));
          return;
        }
        form.setAttribute("data-plain", "");
        form.requestSubmit(button);
      });
  }

  function act(form, button) {
    var isLeaving = LEAVING.indexOf(button.value) >= 0, wasOpen = Boolean(form.elements.back);
    var data = new URLSearchParams(new FormData(form));
    data.append(button.name, button.value);
    if (isLeaving) { data.set("page", lastPage()); }
    send(form, button, form.getAttribute("action"), data, !isLeaving, function (page) {
      if (isLeaving) { return leave(page, chosen(data), wasOpen); }
      if (!mark(page)) { return false; }
      if (wasOpen && SHOWN.indexOf(button.value) >= 0) { showAgain(button.value); }
      return true;
    });
  }

  function takeBack(form, button) {
    var does = form.getAttribute("data-does");
    var address = form.getAttribute("action") + new URL(mails().getAttribute("hx-get"), location.href).search;
    send(form, button, address, new URLSearchParams(new FormData(form)), false, function (page) {
      if (!stand(page)) { return false; }
      if (isOpen() && SHOWN.indexOf(does) >= 0) { showAgain(""); }
      return true;
    });
  }

  function isOurs(form, button) {
    if (form.id !== "acts" || !button || form.hasAttribute("data-plain")) { return false; }
    if (!document.querySelector("#mails input[name=uids]")) { return false; }
    if (LEAVING.indexOf(button.value) >= 0) { return true; }
    if (form.elements.view.value || form.elements.q.value) { return false; } // it may lead out of a narrowed list
    return MARKS.indexOf(button.value) >= 0;
  }

  function isWayBack(form) {
    return form.matches(".notes form[data-does]") && !form.hasAttribute("data-plain") && mails() && mails().hasAttribute("hx-get");
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, does = isWayBack(form) ? takeBack : isOurs(form, event.submitter) ? act : null;
    if (!does) { return; }
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) { does(form, event.submitter); }
  }, true);
})();
