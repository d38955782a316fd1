/* One-letter shortcuts: linked only for people who switched them on (Telex typing would set them
   off). Each presses a button or link that stands on the page; in a field letters are letters. */
(function () {
  "use strict";
  var PRESS = {
    c: "a.btn[href$='/soan/']",
    r: ".answers a[href*='reply=']",
    a: ".answers a[href*='reply_all=']",
    f: ".answers a[href*='forward=']",
    e: "button[form=acts][value=archive]",
    "#": "button[form=acts][value=delete]",
    s: "button[form=acts][value=star], button[form=acts][value=unstar]"
  };

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function step(by) {
    var links = Array.prototype.slice.call(document.querySelectorAll("#mails a.subj"));
    var open = document.querySelector("#mails tr[aria-selected=true] a.subj");
    var at = links.indexOf(document.activeElement);
    if (at < 0) { at = open ? links.indexOf(open) : (by > 0 ? -1 : links.length); }
    if (links[at + by]) { links[at + by].focus(); }
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (isTyping(event.target)) { return; }
    var key = event.key.toLowerCase();
    var pressed = PRESS[key] && document.querySelector(PRESS[key]);
    if (pressed) { event.preventDefault(); pressed.click(); return; }
    if (key === "j" || key === "k") { event.preventDefault(); step(key === "j" ? 1 : -1); }
    if (key === "/") {
      event.preventDefault();
      document.querySelector(".find input").focus();
    }
  });
})();
