/* The log screen's own keys: Enter goes on, what is chosen stays alone in sight, guesses lose their mark once touched.
   Without it every step is a button of the form. */
(() => {
  "use strict";
  const page = document;
  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  const seen = (item) => item.offsetParent !== null;
  const FIELDS = "input:not([type=hidden]), select, textarea, button:not(.unscripted)";
  const form = () => page.getElementById("log");
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  /* A list of choices: narrowed while one types, only the chosen one once there is one. */
  const narrow = (list) => {
    const typed = list.querySelector("[data-find]");
    const words = typed ? plain(typed.value).split(/\s+/) : [];
    let left = 0;
    for (const choice of all("[data-words]", list)) {
      const text = plain(choice.dataset.words);
      choice.hidden = !words.every((word) => text.includes(word)) && !choice.querySelector(":checked");
      left += choice.hidden ? 0 : 1;
    }
    list.querySelector("[data-none]").hidden = left > 0;
  };
  /* What the chosen one lets us assume is said below the list, where nothing moves by it. */
  const assume = (list) => {
    const chosen = list.querySelector("input:checked");
    const said = chosen && chosen.closest("label").querySelector(".assumed");
    list.querySelector("[data-assumed]").replaceChildren(...(said ? said.cloneNode(true).childNodes : []));
  };
  const settle = (list) => {
    const chosen = Boolean(list.querySelector("input:checked"));
    list.classList.toggle("is-chosen", chosen);
    list.querySelector("[data-rechoose]").hidden = !chosen;
    assume(list);
  };
  const reopen = (list) => {
    const typed = list.querySelector("[data-find]");
    if (typed) typed.value = "";
    narrow(list);
    list.classList.remove("is-chosen");
    list.querySelector("[data-rechoose]").hidden = true;
    (typed || list.querySelector("input:checked")).focus();
  };

  /* Enter: from one step of the form to the next that is in sight. */
  const goOn = (from) => {
    const steps = all("[data-step]", form()).filter(seen);
    const here = steps.findIndex((step) => step.contains(from));
    for (const step of steps.slice(here + 1)) {
      const radios = all("input[type=radio]", step).filter(seen);
      const field = step.matches(FIELDS) ? step : all(FIELDS, step).find(seen);
      const target = radios.length && field.type === "radio" ? radios.find((radio) => radio.checked) || field : field;
      if (target) { target.focus(); step.scrollIntoView({ block: "nearest" }); return; }
    }
    const bar = page.querySelector("[form=log]");
    if (bar) bar.focus();
  };
  const choose = (radio) => {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };

  page.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!form() || !form().contains(field) || event.isComposing || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form().requestSubmit(); return; }
    if (event.key === "ArrowDown" && field.id === "id_customer") {
      const first = page.querySelector("#found input");
      if (first) { event.preventDefault(); first.focus(); choose(first); }
    }
    if (event.key !== "Enter" || event.ctrlKey || !field.matches("input, select")) return;
    event.preventDefault();
    if (field.id === "id_customer") {
      const [first, ...others] = all("#found input");
      if (first && others.length && !first.checked && page.querySelector("#found [value=new]:checked")) { first.focus(); return; }
      if (first) { decide(first.closest(".who")); goOn(page.querySelector("#found").lastElementChild); return; }
    } else if (field.name === "who") {
      choose(field);
      decide(field.closest(".who"));
    } else if ("find" in field.dataset) {
      const first = all("[data-words] input", field.closest("[data-choices]")).find(seen);
      if (!first || !field.value) { if (first) first.focus(); return; }
      choose(first);
      settle(field.closest("[data-choices]"));
    } else if (field.name.endsWith("failure_code")) {
      choose(field);
      settle(field.closest("[data-choices]"));
    }
    goOn(field);
  });

  /* A click or a tap chooses and is done; the arrow keys only walk, so the list stays open for them. */
  const decide = (who) => who.classList.add("is-chosen");
  page.addEventListener("click", (event) => {
    const again = event.target.closest("[data-rechoose]");
    if (again) reopen(again.closest("[data-choices]"));
    const list = event.target.closest("[data-choices]");
    const isChoice = event.target.matches("input[type=radio]") && event.detail > 0;
    if (list && isChoice) settle(list);
    if (isChoice && event.target.name === "who") decide(event.target.closest(".who"));
    if (event.target.closest("[data-log-afresh]")) afresh();
    const dropped = event.target.closest("[value^='drop:']");
    if (dropped) forget(`${DRAFT}${dropped.value.slice(5)}.`);
  });
  page.addEventListener("focusin", (event) => {
    const who = event.target.id === "id_customer" && page.querySelector(".who.is-chosen");
    if (who) who.classList.remove("is-chosen");
  });
  page.addEventListener("input", (event) => {
    const list = event.target.matches("[data-find]") && event.target.closest("[data-choices]");
    if (list) narrow(list);
  });

  /* A guess that was touched is none any more. */
  const mark = (field, isGuess) => {
    field.classList.toggle("is-guess", isGuess);
    all("[data-guess]", field).forEach((badge) => { badge.hidden = !isGuess; });
  };
  page.addEventListener("change", (event) => {
    const field = event.target;
    const box = field.closest(".field, .option");
    if (box && form() && form().contains(box)) mark(field.closest(".field") || box, false);
    if (field.name === "who") guessPlace(field);
    if (field.closest("[data-choices]")) assume(field.closest("[data-choices]"));
  });

  /* Where they were last is where they probably are. */
  const guessPlace = (who) => {
    const place = form().querySelector("input[list=places]");
    if (!place || (place.value && !place.closest(".is-guess"))) return;
    place.value = who.dataset.place || "";
    mark(place.closest(".field"), Boolean(place.value));
  };

  /* What came back from an earlier, unfinished log can be put away. */
  const DRAFT = "amends.draft.log.";
  const drafts = (under = DRAFT) => { try { return Object.keys(sessionStorage).filter((key) => key.startsWith(under)); } catch { return []; } };
  const forget = (under) => drafts(under).forEach((key) => sessionStorage.removeItem(key));
  const afresh = () => { forget(DRAFT); location.assign(location.pathname); };

  const prepare = () => {
    if (!form()) return;
    all("[data-choices]", form()).forEach(settle);
    const chosen = page.querySelector("#found input:checked");
    if (chosen) guessPlace(chosen);
    const button = page.querySelector("[data-log-afresh]");
    if (button) button.hidden = !drafts().length;
  };
  page.addEventListener("htmx:afterSettle", prepare);
  /* A draft may have put a name back: look for it as if it were typed. */
  page.addEventListener("DOMContentLoaded", () => {
    const customer = page.getElementById("id_customer");
    if (!customer || !customer.value || page.querySelector("#found fieldset")) return;
    htmx.ajax("GET", `${customer.getAttribute("hx-get")}?customer=${encodeURIComponent(customer.value)}`, "#found");
  });
  prepare();
})();
