/* Writing with form: the editor of django-prose-editor in the place of the text box, its buttons in
   words. Loaded only where it was asked for; without it the text box goes on working. */
(function () {
  "use strict";
  var form = document.getElementById("write"), place = form && form.querySelector(".rich");
  if (!place) { return; }
  var source = form.elements.html, box = form.elements.text, bar = place.querySelector(".rich-bar"), link = place.querySelector(".rich-link");

  // The mail names a picture by its content id, the page by an address of ours.
  var at = place.dataset.pictures, mark = /cid:([0-9a-f]{32})@hinh\.congvan/g;
  function toPage(html) { return html.replace(mark, at + "$1/"); }
  function toMail(html) { return html.split(at).join("cid:").replace(/cid:([0-9a-f]{32})\//g, "cid:$1@hinh.congvan"); }
  function picturesOf(data) {
    var files = Array.from(data.files).filter(function (file) { return /^image\/(png|jpe?g|gif|webp)$/.test(file.type); });
    // Text copied from Word brings a picture of itself along: its words are wanted.
    return data.getData("text/html").replace(/<[^>]*>/g, "").trim() ? [] : files;
  }

  import(place.dataset.editor).then(function (kit) { // eslint: parsed by browsers of 2017 on
    var field = box.closest(".field"), paper = place.querySelector(".rich-paper");
    var editor = new kit.Editor({
      element: paper,
      injectCSS: false,
      extensions: [kit.Document, kit.Paragraph, kit.Text, kit.HardBreak, kit.Bold, kit.Italic, kit.Underline, kit.Strike,
        kit.Heading.configure({ levels: [2, 3] }), kit.BulletList, kit.OrderedList, kit.ListItem, kit.Blockquote, kit.HorizontalRule,
        kit.Link.configure({ openOnClick: false, autolink: false, enableTarget: false }), kit.Table, kit.TableRow, kit.TableCell, kit.TableHeader,
        kit.Image.extend({ parseHTML: function () { return [{ tag: 'img[src^="' + at + '"]' }]; } }), kit.History, kit.Dropcursor, kit.Gapcursor],
      editorProps: { attributes: { role: "textbox", "aria-multiline": "true", "aria-label": place.dataset.label, lang: "vi" } },
      content: toPage(source.value),
      onUpdate: function (told) {
        source.value = toMail(told.editor.getHTML());
        source.dispatchEvent(new Event("input", { bubbles: true }));
      },
      onTransaction: function (told) { show(told.editor); }
    });
    form.elements.edited.value = "html";
    field.hidden = true;
    place.hidden = false;
    form.editor = editor;

    var choice = place.querySelector(".rich-picture");
    function putIn(files) {
      Array.from(files).forEach(function (file) {
        form.keepFile(file, {
          begun: function () { paper.setAttribute("aria-busy", "true"); },
          moved: function () { /* the line beside the buttons says that it is being kept */ },
          done: function (problem, told) {
            paper.removeAttribute("aria-busy");
            if (problem || !told.pictures.length) { return; }
            editor.chain().focus().insertContent([
              { type: "image", attrs: { src: at + told.pictures[0].slice(0, 32) + "/", alt: file.name } }, { type: "paragraph" }
            ]).run(); // the next words, or picture, stand below it, not in its place
          }
        }, "pictures");
      });
    }
    // Before the page takes it for a file to attach, and the editor for text.
    [["paste", "clipboardData"], ["drop", "dataTransfer"]].forEach(function (kind) {
      paper.addEventListener(kind[0], function (event) {
        var files = at && form.keepFile ? picturesOf(event[kind[1]]) : [];
        if (files.length) { event.preventDefault(); event.stopPropagation(); putIn(files); }
      }, true);
    });
    choice.addEventListener("change", function () { putIn(choice.files); choice.value = ""; });

    var acts = {
      bold: function (chain) { return chain.toggleBold(); },
      italic: function (chain) { return chain.toggleItalic(); },
      underline: function (chain) { return chain.toggleUnderline(); },
      heading: function (chain) { return chain.toggleHeading({ level: 2 }); },
      bulletList: function (chain) { return chain.toggleBulletList(); },
      orderedList: function (chain) { return chain.toggleOrderedList(); },
      blockquote: function (chain) { return chain.toggleBlockquote(); },
      table: function (chain) { return chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }); },
      bare: function (chain) { return chain.unsetAllMarks().clearNodes(); },
      undo: function (chain) { return chain.undo(); }
    };
    function show(editor) {
      bar.querySelectorAll("button[aria-pressed]").forEach(function (button) {
        button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.act)));
      });
    }
    function openLink() {
      link.hidden = false;
      link.querySelector("input").value = editor.getAttributes("link").href || "https://";
      link.querySelector("input").focus();
    }
    function setLink() {
      var goal = link.querySelector("input").value.trim(), chain = editor.chain().focus().extendMarkRange("link");
      link.hidden = true;
      if (!/^(https?:\/\/[^\s/]|mailto:[^\s])/i.test(goal)) { chain.unsetLink().run(); return; }
      if (editor.state.selection.empty && !editor.isActive("link")) {
        editor.chain().focus().insertContent({ type: "text", text: goal, marks: [{ type: "link", attrs: { href: goal } }] }).run();
      } else { chain.setLink({ href: goal }).run(); }
    }
    bar.addEventListener("mousedown", function (event) { event.preventDefault(); });
    bar.addEventListener("click", function (event) {
      var button = event.target.closest("button"), act = button && button.dataset.act;
      if (act === "link") { openLink(); } else if (act === "picture") { choice.click(); } else if (acts[act]) { acts[act](editor.chain().focus()).run(); }
    });
    // The arrows walk along the bar, one stop for Tab (ARIA toolbar).
    var buttons = Array.from(bar.querySelectorAll("button"));
    buttons.forEach(function (button, n) { button.tabIndex = n ? -1 : 0; });
    bar.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], at = buttons.indexOf(document.activeElement);
      if (!step || at < 0) { return; }
      var next = buttons[(at + step + buttons.length) % buttons.length];
      buttons[at].tabIndex = -1; next.tabIndex = 0; next.focus();
      event.preventDefault();
    });
    link.addEventListener("keydown", function (event) {
      if (event.isComposing) { return; }
      if (event.key === "Enter") { event.preventDefault(); setLink(); }
      if (event.key === "Escape") { link.hidden = true; editor.commands.focus(); }
    });
    link.querySelector("button").addEventListener("click", setLink);
    show(editor);
  }).catch(function () { /* the line is cut: the text box stays */ });
})();
