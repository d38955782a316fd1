/* The list of mails: a box that takes the whole page, ranges with Shift, the number chosen, dragging
   to a folder; who closes a mail stands again on its line. Choosing, moving and all the rest work without this file. */
(function () {
  "use strict";
  var last = null, dragged = false;

  function boxes() { return Array.prototype.slice.call(document.querySelectorAll("#mails input[name=uids]")); }
  function chosen() { return boxes().filter(function (box) { return box.checked; }); }

  function tell() {
    var all = document.querySelector("[data-all]"), said = document.querySelector("[data-chosen]");
    var count = chosen().length;
    if (all) {
      all.parentNode.hidden = !boxes().length;
      all.checked = count > 0 && count === boxes().length;
      all.indeterminate = count > 0 && !all.checked;
    }
    if (said) { said.textContent = count ? count + " " + said.getAttribute("data-say") : ""; }
    document.querySelectorAll("#mails tr").forEach(function (row) { row.draggable = true; });
  }

  document.addEventListener("click", function (event) {
    var box = event.target, list, from, to;
    if (box.matches && box.matches("[data-all]")) {
      boxes().forEach(function (one) { one.checked = box.checked; });
    } else if (box.name === "uids" && box.type === "checkbox") {
      list = boxes();
      from = list.indexOf(last); to = list.indexOf(box);
      if (event.shiftKey && from >= 0) {
        list.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(function (one) { one.checked = box.checked; });
      }
      last = box;
    } else { return; }
    tell();
  });

  /* Of this tab: the mail that was opened last from a list. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("#mails a.subj") : null;
    if (link) { try { sessionStorage.setItem("cv-opened", link.pathname); } catch (error) { /* forbidden */ } }
  });
  function comeBack() {
    var path = null, link;
    if (document.querySelector("article.read") || document.activeElement !== document.body) { return; }
    try { path = sessionStorage.getItem("cv-opened"); } catch (error) { /* forbidden */ }
    link = path && Array.from(document.querySelectorAll("#mails a.subj")).find(function (one) { return one.pathname === path; });
    if (link) { link.focus(); sessionStorage.removeItem("cv-opened"); }
  }
  ["mails-placed", "mails-more"].forEach(function (name) { document.body.addEventListener(name, comeBack); });
  comeBack();

  document.addEventListener("dragstart", function (event) {
    var row = event.target.closest ? event.target.closest("#mails tr") : null;
    var box = row && row.querySelector("input[name=uids]");
    if (!box || !document.getElementById("target")) { return; }
    if (!box.checked) { boxes().forEach(function (one) { one.checked = one === box; }); tell(); }
    dragged = true;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", chosen().length + " thư");
  });
  document.addEventListener("dragend", function () { dragged = false; mark(null); });
  function folder(event) { return dragged && event.target.closest ? event.target.closest("[data-folder]") : null; }
  function mark(link) {
    document.querySelectorAll(".drop").forEach(function (one) { one.classList.remove("drop"); });
    if (link) { link.classList.add("drop"); }
  }
  document.addEventListener("dragover", function (event) {
    var link = folder(event);
    mark(link);
    if (link && !link.hasAttribute("aria-current")) { event.preventDefault(); }
  });
  document.addEventListener("drop", function (event) {
    var link = folder(event), target = document.getElementById("target"), button;
    if (!link) { return; }
    event.preventDefault();
    target.value = link.getAttribute("data-folder");
    button = document.querySelector("button[form=acts][value=move]");
    if (target.value && button) { button.click(); }
  });
  document.body.addEventListener("htmx:after:swap", tell);
  document.body.addEventListener("mails-placed", tell);
  document.body.addEventListener("mails-more", tell);
  tell();
})();
