/* The one script of amends. Everything works without it; with it the desk has keys, drafts that survive, a camera at the
   till and a voice for screen readers. What it may do is said by data attributes in the templates, told in
   docs/look.md. */
(() => {
  "use strict";
  const page = document;
  const root = page.documentElement;
  const one = (selector, within = page) => within.querySelector(selector);
  const all = (selector, within = page) => {
    const found = [...within.querySelectorAll(selector)];
    return within.matches && within.matches(selector) ? [within, ...found] : found;
  };
  const word = (name) => page.body.dataset["word" + name] || "";
  const remember = (store, key, value) => {
    try {
      if (value === undefined) return store.getItem(key);
      if (value === null) store.removeItem(key);
      else store.setItem(key, value);
    } catch { /* a browser that keeps nothing still works */ }
    return null;
  };

  /* A voice: polite, and said again even when the words are the same. */
  const announce = (text) => {
    const place = one("#announce");
    if (!place || !text) return;
    place.textContent = "";
    setTimeout(() => { place.textContent = text; }, 60);
  };

  /* Says it where it is seen too: above the page. */
  const tell = (text) => {
    const place = one("#toasts");
    if (!place || !text) return;
    const toast = page.createElement("p");
    toast.className = "toast is-late";
    toast.textContent = text;
    place.prepend(toast);
  };

  /* Drafts: what is typed into [data-draft] lives in this tab until a redirect shows that it was taken.
     A redirect to the sign-in page is not that, so there the drafts are kept. */
  const DRAFT = "amends.draft.";
  const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT));
  const readDraft = (key) => { try { return JSON.parse(remember(sessionStorage, key)) || null; } catch { return null; } };
  const settleDrafts = () => {
    const visit = performance.getEntriesByType("navigation")[0];
    if (!visit || !visit.redirectCount) return;
    for (const key of drafts()) {
      const draft = readDraft(key);
      if (!draft || !draft.sent) continue;
      if ("desk" in page.body.dataset) remember(sessionStorage, key, null);
      else remember(sessionStorage, key, JSON.stringify({ text: draft.text }));
    }
  };
  const restoreDrafts = (within) => {
    let restored = false;
    for (const field of all("[data-draft]", within)) {
      const draft = readDraft(DRAFT + field.dataset.draft);
      if (!draft || !draft.text || (field.value && !("draftOver" in field.dataset))) continue;
      field.value = draft.text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      restored = true;
    }
    if (restored) announce(word("Restored"));
  };
  const eachDraft = (form, act) => all("[data-draft]", form).forEach((field) => act(DRAFT + field.dataset.draft, field));

  page.addEventListener("input", (event) => {
    const field = event.target.closest("[data-draft]");
    if (field) remember(sessionStorage, DRAFT + field.dataset.draft, field.value ? JSON.stringify({ text: field.value }) : null);
  });
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if ("forget" in form.dataset) drafts().forEach((key) => remember(sessionStorage, key, null));
    else eachDraft(form, (key, field) => field.value && remember(sessionStorage, key, JSON.stringify({ text: field.value, sent: true })));
  });

  /* Dialogs and menus. */
  const openDialog = (id) => {
    const dialog = page.getElementById(id);
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };
  page.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], [data-close], [data-dismiss], [data-copy], [data-theme-switch], [data-scan]");
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!target) {
      if (event.target.matches("dialog[open]")) event.target.close();
      return;
    }
    const data = target.dataset;
    if ("open" in data) { if (openDialog(data.open)) event.preventDefault(); }
    else if ("close" in data) { const box = target.closest("dialog"); if (box && box.open) { event.preventDefault(); box.close(); } }
    else if ("dismiss" in data) target.closest(".toast").remove();
    else if ("copy" in data) copy(data.copy);
    else if ("themeSwitch" in data) switchTheme(target);
    else scan(target);
  });

  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); announce(word("Copied")); } catch { /* the text stays to be marked by hand */ }
  };

  /* Theme: a cookie, so that the server paints it right the first time. */
  const THEMES = ["auto", "light", "dark"];
  const themeNow = () => root.dataset.theme || "auto";
  const nameTheme = (button) => {
    const chosen = themeNow();
    one(".word", button).textContent = button.dataset["word" + chosen[0].toUpperCase() + chosen.slice(1)];
  };
  const switchTheme = (button) => {
    const chosen = THEMES[(THEMES.indexOf(themeNow()) + 1) % THEMES.length];
    if (chosen === "auto") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    page.cookie = `amends_theme=${chosen};path=/;max-age=${chosen === "auto" ? 0 : 31536000};samesite=lax`;
    nameTheme(button);
    announce(one(".word", button).textContent);
  };

  /* Keys. Off while one types, with a modifier, in a dialog, or by the switch in the list of keys. */
  const KEYS_OFF = "amends.keys.off";
  const rows = () => all("[data-row]");
  const step = (by) => {
    const lines = rows();
    if (!lines.length) return;
    const at = lines.indexOf(page.activeElement);
    lines[at < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(Math.max(at + by, 0), lines.length - 1)].focus();
  };
  const press = (key) => {
    const meant = all("[data-key]").filter((item) => item.dataset.key === key);
    const target = meant.find((item) => item.offsetParent !== null) || meant[0];
    if (!target) return false;
    /* A link into the page (the thumb's "Give") puts the focus where the work is, even when itself out of sight. */
    const section = target.hash && one(target.hash);
    const field = section ? one(":is(textarea, input:not([type=hidden], [type=checkbox]), select, button, a):not(h2 *)", section) : target;
    if (section || field.matches("input, textarea, select")) { (field || section).focus(); if (section) section.scrollIntoView(); }
    else field.click();
    return true;
  };
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of all("details[data-menu][open]")) { menu.open = false; one("summary", menu).focus(); }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]")) return;
    if (event.key === "?") { if (openDialog("shortcuts")) event.preventDefault(); return; }
    if (remember(localStorage, KEYS_OFF)) return;
    if (event.key === "j" || event.key === "k") { step(event.key === "j" ? 1 : -1); event.preventDefault(); }
    else if ("/nsgp".includes(event.key) && press(event.key)) event.preventDefault();
  });
  page.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) remember(localStorage, KEYS_OFF, event.target.checked ? null : "1");
  });

  /* The till: a sound with the answer, and the camera where the browser can read codes. */
  let sound = null;
  const beep = (verdict) => {
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
    try {
      sound = sound || new AudioContext();
      const tones = verdict === "yes" ? [880, 1320] : [220, 180];
      tones.forEach((pitch, index) => {
        const voice = sound.createOscillator();
        const level = sound.createGain();
        const from = sound.currentTime + index * .16;
        voice.type = verdict === "yes" ? "sine" : "square";
        voice.frequency.value = pitch;
        level.gain.setValueAtTime(.12, from);
        level.gain.exponentialRampToValueAtTime(.001, from + .15);
        voice.connect(level).connect(sound.destination);
        voice.start(from);
        voice.stop(from + .16);
      });
    } catch { /* colour, shape and words have said it already */ }
  };
  const codeIn = (text) => { const at = text.indexOf("#"); return decodeURIComponent(at < 0 ? text : text.slice(at + 1)).trim(); };
  const canScan = () => "BarcodeDetector" in window && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
  const scan = async (button) => {
    const form = button.closest("form");
    const view = one("video", form);
    const saying = one("[data-scan-word]", form);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const stop = () => { stream.getTracks().forEach((track) => track.stop()); view.hidden = true; button.hidden = false; };
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      view.srcObject = stream;
      view.hidden = false;
      button.hidden = true;
      await view.play();
      const look = async () => {
        if (view.hidden) return;
        const [found] = await detector.detect(view).catch(() => []);
        if (!found) { setTimeout(look, 150); return; }
        stop();
        one("[name=code]", form).value = codeIn(found.rawValue);
        form.requestSubmit(one("[data-check]", form));
      };
      addEventListener("pagehide", stop, { once: true });
      look();
    } catch {
      if (saying) saying.textContent = button.dataset.wordDenied || "";
    }
  };
  const codeFromAddress = () => {
    const field = one("form[data-till] [name=code]");
    if (!field || location.hash.length < 2 || field.value) return;
    field.value = codeIn(location.hash);
    history.replaceState(null, "", location.pathname + location.search);
    field.form.requestSubmit(one("[data-check]", field.form));
  };

  /* What a page, or a piece that htmx has put into one, needs once. */
  const prepare = (within) => {
    all("[data-theme-switch]", within).forEach((button) => { button.hidden = false; nameTheme(button); });
    all("[data-dismiss], [data-copy], button[data-open]", within).forEach((button) => { button.hidden = false; });
    all("[data-scan]", within).forEach((button) => { button.hidden = !canScan(); });
    all("[data-keys-switch]", within).forEach((box) => { box.checked = !remember(localStorage, KEYS_OFF); });
    all("[data-beep]", within).forEach((answer) => beep(answer.dataset.beep));
    restoreDrafts(within);
    const [first] = all("[data-focus]", within);
    if (first) first.focus();
  };

  page.addEventListener("htmx:afterSettle", (event) => prepare(event.detail.elt));
  page.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, requestConfig } = event.detail;
    if (successful && requestConfig && requestConfig.verb !== "get" && elt.matches("form")) eachDraft(elt, (key) => remember(sessionStorage, key, null));
  });
  /* A refusal comes as a word above the page (HX-Retarget), a form with its errors (422) in its own place; whatever
     else goes wrong is said, and what was typed stays. */
  page.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    event.detail.shouldSwap = xhr.status === 422 || Boolean(xhr.getResponseHeader("HX-Retarget"));
    if (!event.detail.shouldSwap) tell(word("Lost"));
  });
  page.addEventListener("htmx:sendError", () => tell(word("Lost")));
  page.addEventListener("announce", (event) => announce(event.detail && (event.detail.value || event.detail)));

  settleDrafts();
  prepare(page);
  codeFromAddress();
})();
