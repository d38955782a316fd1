/* Names under the recipient fields, as one types. The fields work without this file. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-suggest]");
  if (!form) { return; }
  form.querySelectorAll("input[data-people]").forEach(function (input) { suggestFor(input); });

  function suggestFor(input) {
    var timer = 0, asked = 0, rows = [], at = -1, list = document.createElement("ul");
    list.className = "names";
    list.id = input.id + "_names";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.parentNode.appendChild(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function before() { return input.value.slice(0, input.value.search(/[^,;]*$/)); }
    function word() { return input.value.slice(before().length).trim(); }

    function close() {
      list.hidden = true; at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function mark(place) {
      at = place;
      Array.prototype.forEach.call(list.children, function (item, n) { item.setAttribute("aria-selected", n === at); });
      if (at >= 0) { input.setAttribute("aria-activedescendant", list.children[at].id); }
    }
    function take(row) {
      var head = before(), name = /[,;:<>()"@]/.test(row.name) ? '"' + row.name.replace(/["\\]/g, "") + '"' : row.name;
      input.value = (head ? head.replace(/\s*$/, " ") : "") + (row.insert || name + " <" + row.address + ">") + ", ";
      close();
      input.focus();
      input.dispatchEvent(new CustomEvent("people-taken", { bubbles: true }));
    }
    function show(found) {
      rows = found;
      list.textContent = "";
      rows.forEach(function (row, n) {
        var item = document.createElement("li"), note = document.createElement("span");
        item.id = list.id + n;
        item.setAttribute("role", "option");
        item.textContent = row.name;
        note.textContent = row.address + (row.note ? " · " + row.note : "");
        item.appendChild(note);
        item.addEventListener("mousedown", function (event) { event.preventDefault(); take(row); });
        list.appendChild(item);
      });
      list.hidden = !rows.length;
      input.setAttribute("aria-expanded", String(!!rows.length));
      mark(-1);
    }
    function ask() {
      var typed = word(), turn = ++asked;
      if (typed.length < 2) { close(); return; }
      fetch(form.getAttribute("data-suggest") + "?q=" + encodeURIComponent(typed), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { rows: [] }; })
        .then(function (found) { if (turn === asked && document.activeElement === input) { show(found.rows); } })
        .catch(close);
    }
    function later(event) {
      // A half-composed syllable is not a word yet; input methods tell when it is.
      if (event.isComposing) { return; }
      clearTimeout(timer);
      timer = setTimeout(ask, 300);
    }
    input.addEventListener("input", later);
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", function () { setTimeout(close, 150); });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.keyCode === 229) { return; }
      if (list.hidden) { if (event.key === "Enter") { event.preventDefault(); } return; }
      if (event.key === "ArrowDown") { mark((at + 1) % rows.length); event.preventDefault(); }
      else if (event.key === "ArrowUp") { mark((at + rows.length - 1) % rows.length); event.preventDefault(); }
      else if (event.key === "Enter") { take(rows[Math.max(at, 0)]); event.preventDefault(); }
      else if (event.key === "Escape") { close(); event.preventDefault(); }
    });
  }
})();
