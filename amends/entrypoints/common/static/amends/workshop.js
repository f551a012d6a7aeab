/* The keys of a sheet: it works as a plain form without this. Arrows and Enter walk, Alt with an arrow moves a row,
   Ctrl+Enter adds one, Ctrl+S saves, and cells from a spreadsheet are pasted where one is. */
(() => {
  "use strict";
  const page = document;
  const form = page.getElementById("cells");
  if (!form) return;
  const body = () => form.querySelector("[data-grid] tbody");
  const lines = () => [...body().rows];
  const cells = (line) => [...line.querySelectorAll('input[name="c"]')];
  const names = () => [...form.querySelectorAll("th[data-name]")].map((head) => head.dataset.name);
  let unsaved = false;

  const place = (input) => {
    const line = input.closest("tr");
    return [lines().indexOf(line), cells(line).indexOf(input)];
  };
  const go = (row, column) => {
    const line = lines()[row];
    const target = line && cells(line)[Math.min(Math.max(column, 0), names().length - 1)];
    if (target) { target.focus(); target.select(); }
    return Boolean(target);
  };

  /* Rows say their number in three places: the anchor, the radio, and what a screen reader hears. */
  const number = () => {
    const columns = names();
    lines().forEach((line, index) => {
      const radio = line.querySelector('input[name="row"]');
      line.id = `r${index + 1}`;
      radio.value = index + 1;
      radio.nextSibling.textContent = index + 1;
      cells(line).forEach((cell, column) => cell.setAttribute("aria-label", `${columns[column]} ${index + 1}`));
    });
  };
  const fresh = () => {
    const line = lines()[lines().length - 1].cloneNode(true);
    cells(line).forEach((cell) => { cell.value = ""; cell.removeAttribute("aria-invalid"); cell.title = ""; });
    line.querySelector('input[name="row"]').checked = false;
    return line;
  };
  const isEmpty = (line) => cells(line).every((cell) => !cell.value.trim());
  const spare = () => { const last = lines()[lines().length - 1]; if (!isEmpty(last)) { body().append(fresh()); number(); } };
  const changed = () => { unsaved = true; spare(); page.body.dispatchEvent(new Event("check-again")); };

  const move = (input, by) => {
    const [row, column] = place(input);
    const all = lines();
    const other = all[row + by];
    if (!other) return;
    if (by < 0) other.before(all[row]); else other.after(all[row]);
    number();
    go(row + by, column);
    changed();
  };

  form.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const input = event.target.closest('input[name="c"]');
    if (!input || event.isComposing) return;
    const [row, column] = place(input);
    const atStart = input.selectionEnd === 0, atEnd = input.selectionStart === input.value.length;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length && input.value;
    let done = true;
    if (event.key === "Enter" && event.ctrlKey) { lines()[row].after(fresh()); number(); go(row + 1, 0); }
    else if (event.key === "Enter") { spare(); done = go(row + (event.shiftKey ? -1 : 1), column) || true; }
    else if (event.altKey && event.key === "ArrowUp") move(input, -1);
    else if (event.altKey && event.key === "ArrowDown") move(input, 1);
    else if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) done = false;
    else if (event.key === "ArrowUp") go(row - 1, column);
    else if (event.key === "ArrowDown") { spare(); go(row + 1, column); }
    else if (event.key === "ArrowLeft" && (atStart || whole)) go(row, column - 1);
    else if (event.key === "ArrowRight" && (atEnd || whole)) go(row, column + 1);
    else done = false;
    if (done) event.preventDefault();
  });

  /* Cells out of a spreadsheet: parted by tabs and lines, quoted where they hold quotes, tabs or lines themselves. */
  const parsed = (text) => {
    const rows = [[]];
    const pattern = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)/y;
    let at = 0;
    while (at <= text.length) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      const quoted = match[1];
      const held = quoted !== undefined && /["\t\n]/.test(quoted) ? quoted.replaceAll('""', '"').replace(/\s+/g, " ") : match[0];
      rows[rows.length - 1].push(held.trim().replace(/^'(?='*[=+@])/, ""));
      at = pattern.lastIndex;
      if (text[at] === "\t") at += 1;
      else if (at < text.length) { at += text.startsWith("\r\n", at) ? 2 : 1; if (at < text.length) rows.push([]); else break; }
      else break;
    }
    return rows;
  };
  form.addEventListener("paste", (event) => {
    const input = event.target.closest('input[name="c"]');
    const text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!input || !text || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const [row, column] = place(input);
    parsed(text).forEach((line, down) => {
      while (lines().length <= row + down) { body().append(fresh()); }
      const targets = cells(lines()[row + down]);
      line.forEach((held, right) => { if (targets[column + right]) targets[column + right].value = held; });
    });
    number();
    changed();
    go(row, column);
  });

  const copier = form.querySelector("[data-copy-cells]");
  copier.hidden = false;
  copier.addEventListener("click", async () => {
    const cellsOut = page.getElementById("copied");
    cellsOut.select();
    try { await navigator.clipboard.writeText(cellsOut.value); copier.textContent = copier.dataset.wordCopied; } catch { /* they stay marked, to be copied by hand */ }
  });

  form.addEventListener("input", (event) => { if (event.target.name === "c") { unsaved = true; spare(); } });
  form.addEventListener("focusin", (event) => {
    if (event.target.name !== "c") return;
    event.target.closest("tr").querySelector('input[name="row"]').checked = true;
    const list = `list-${names()[place(event.target)[1]]}`;
    if (page.getElementById(list)) event.target.setAttribute("list", list);
  });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  /* What the check found, at its cell. Its rows are counted without the empty ones. */
  const mark = () => {
    all('input[aria-invalid]').forEach((cell) => { cell.removeAttribute("aria-invalid"); cell.title = ""; });
    const full = lines().filter((line) => !isEmpty(line));
    const columns = names();
    for (const found of page.querySelectorAll("#findings [data-at]")) {
      const line = full[found.dataset.at - 1];
      if (!line) continue;
      const link = found.querySelector("a");
      if (link) link.hash = line.id;
      const cell = cells(line)[columns.indexOf(found.dataset.column)];
      if (cell) { cell.setAttribute("aria-invalid", "true"); cell.title = found.textContent.trim(); }
    }
  };
  const all = (selector) => form.querySelectorAll(selector);
  page.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id === "findings") mark();
    if (event.detail.elt.id === "grid") {
      unsaved = true;
      const chosen = form.querySelector('input[name="row"]:checked');
      if (chosen) go(chosen.value - 1, 0);
      page.body.dispatchEvent(new Event("check-again"));
    }
  });
  mark();
})();
