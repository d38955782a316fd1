/* One-letter shortcuts: linked only for people who switched them on (Telex typing would set them
   off). Each presses a button or link that stands on the page; in a field letters are letters.
   "?" shows them all: the page of shortcuts, in a sheet over this one. */
(function () {
  "use strict";
  var PRESS = {
    c: "a.btn[href$='/soan/']",
    r: ".answers a[href*='reply=']",
    a: ".answers a[href*='reply_all=']",
    f: ".answers a[href*='forward=']",
    u: "#bar a[rel=up]",
    z: ".notes form.undo button, .notes form[action*='/lay-lai/'] button",
    "*a": "[data-all]",
    gi: "#boxes a[data-folder=INBOX]", gd: "#boxes a[data-folder=Drafts]", gs: "#boxes a[data-folder=Sent]"
  };
  /* On what is chosen; with nothing chosen, on the line one stands on. */
  var ACT = {
    e: "archive", "#": "delete", "!": "junk", s: "star", I: "read", U: "unread"
  };
  var OPEN = { v: "target", l: "label" };
  var first = "";

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox";
  }
  function links() { return Array.prototype.slice.call(document.querySelectorAll("#mails a.subj")); }
  function here() {
    var row = document.activeElement.closest("#mails tr");
    return row || document.querySelector("#mails tr[aria-selected=true]");
  }
  function box() { var row = here(); return row && row.querySelector("input[name=uids]"); }

  function step(by) {
    var all = links(), row = here(), link = row && row.querySelector("a.subj"), at = all.indexOf(link);
    if (link && document.activeElement !== link && row.getAttribute("aria-selected") !== "true") { at -= by; }
    if (!link) { at = by > 0 ? -1 : all.length; }
    if (all[at + by]) { all[at + by].focus(); }
  }
  function choose() {
    var one = box();
    if (one && !document.querySelector("#acts input[name=uids]") && !document.querySelector("#mails input[name=uids]:checked")) { one.click(); }
  }
  function act(name) {
    var button = document.querySelector("button[form=acts][value=" + name + "]") || (name === "star" && document.querySelector("button[form=acts][value=unstar]"));
    if (!button) { return false; }
    choose();
    button.click();
    return true;
  }
  function open(id) {
    var field = document.getElementById(id), menu = field && field.closest("details");
    if (!menu) { return false; }
    choose();
    menu.open = true;
    field.focus();
    return true;
  }
  function help() {
    var link = document.querySelector("a[data-keys]");
    if (document.querySelector("dialog[open]") || !link) { return; }
    fetch(link.href, { headers: { "HX-Request": "true" } }).then(function (answer) {
      if (!answer.ok) { location.href = link.href; return; }
      return answer.text().then(function (text) {
        var sheet = document.createElement("dialog");
        sheet.className = "keys";
        sheet.setAttribute("aria-labelledby", "keys_title");
        sheet.innerHTML = text;
        sheet.addEventListener("close", function () { sheet.remove(); });
        document.body.appendChild(sheet);
        sheet.showModal();
      });
    }).catch(function () { location.href = link.href; });
  }

  function run(key) {
    var button = PRESS[key] && document.querySelector(PRESS[key]), one;
    if (button) { button.click(); return true; }
    if (ACT[key]) { return act(ACT[key]); }
    if (OPEN[key]) { return open(OPEN[key]); }
    if (key === "j" || key === "k") { step(key === "j" ? 1 : -1); return true; }
    if (key === "o") { one = here(); if (one) { one.querySelector("a.subj").click(); } return Boolean(one); }
    if (key === "x") { one = box(); if (one) { one.click(); } return Boolean(one); }
    if (key === "/") { document.querySelector(".find input").focus(); return true; }
    if (key === "?") { help(); return true; }
    return false;
  }

  /* A keyboard set to another script still has its letters in their places. */
  function letter(event) {
    if (event.key.length !== 1) { return ""; }
    if (event.key.charCodeAt(0) < 128) { return /[IU]/.test(event.key) && event.shiftKey ? event.key : event.key.toLowerCase(); }
    return /^Key[A-Z]$/.test(event.code) && !event.shiftKey ? event.code.slice(3).toLowerCase() : "";
  }

  document.addEventListener("keydown", function (event) {
    var key, before = first;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Enter" && /^(target|label)$/.test(event.target.id)) {
      event.preventDefault();
      event.target.parentNode.querySelector("button[form=acts]").click();
      return;
    }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) { return; }
    key = letter(event);
    first = !before && (key === "g" || key === "*") ? key : "";
    if (key && !first && run(before + key)) { event.preventDefault(); }
  });
})();
