// @ts-check
/**
 * Filters, links into closed details, copying and printing. The page embeds this file as it is, and
 * can be read without it.
 */
(() => {
  /**
   * @template {Element} T
   * @param {string} selector
   * @param {new () => T} type
   * @param {ParentNode} within
   * @returns {T[]}
   */
  function all(selector, type, within = document) {
    return [...within.querySelectorAll(selector)].flatMap((element) =>
      element instanceof type ? [element] : [],
    );
  }

  const requirements = all('#requirement-list > li', HTMLElement).map((item) => ({
    item,
    details: all('details.requirement', HTMLDetailsElement, item)[0],
    /** The text to search, read when it is first needed. */
    text: '',
  }));
  const filters = document.getElementById('filters');
  const matches = document.getElementById('matches');
  const boxes = all('#filters input[type=checkbox]', HTMLInputElement);
  const fields = [
    ...all('#filters select', HTMLSelectElement),
    ...all('#filters input[type=search]', HTMLInputElement),
  ];

  /** @param {string} name */
  const readValue = (name) => fields.find((field) => field.name === name)?.value.trim() ?? '';

  function filter() {
    const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
    const [level, basis] = [readValue('level'), readValue('basis')];
    const words = readValue('text').toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const requirement of requirements) {
      const { item, details } = requirement;
      if (words.length > 0) requirement.text ||= item.textContent.toLowerCase();
      const matchesFilter =
        (verdicts.length === 0 || verdicts.includes(details?.dataset['verdict'] ?? '')) &&
        (level === '' || details?.dataset['level'] === level) &&
        (basis === '' || details?.dataset['basis'] === basis) &&
        words.every((word) => requirement.text.includes(word));
      item.hidden = !matchesFilter;
      if (matchesFilter) shown++;
    }
    if (matches) {
      matches.textContent = `${String(shown)} of ${String(requirements.length)} requirements shown`;
    }
  }

  function clear() {
    for (const box of boxes) box.checked = false;
    for (const field of fields) field.value = '';
    filter();
  }

  /** Opens the target of the fragment and everything around it; clears a filter that hides it. */
  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest('#requirement-list > li[hidden]')) clear();
    const own = target.matches('li.line') ? target.querySelector('details') : undefined;
    if (own) own.open = true;
    /** @type {Element | null} */
    let around = target;
    while (around) {
      if (around instanceof HTMLDetailsElement) around.open = true;
      around = around.parentElement;
    }
    target.scrollIntoView();
    const focus = target.querySelector('summary');
    if (target.matches('details, li.line')) focus?.focus({ preventScroll: true });
  }

  /** @param {HTMLButtonElement} button */
  async function copy(button) {
    const text = button.parentElement?.querySelector('pre')?.textContent ?? '';
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Select the lines above to copy them';
    }
  }

  filters?.removeAttribute('hidden');
  for (const field of [...boxes, ...fields]) field.addEventListener('input', filter);
  document.getElementById('clear')?.addEventListener('click', clear);
  for (const link of all('a[data-show]', HTMLAnchorElement)) {
    link.addEventListener('click', () => {
      clear();
      for (const box of boxes) box.checked = box.value === link.dataset['show'];
      filter();
    });
  }
  for (const button of all('button.copy', HTMLButtonElement)) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }

  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open]):not(.raw)', HTMLDetailsElement);
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
  addEventListener('hashchange', follow);
  // A link to the current fragment fires no event, and a filter may have hidden the target since.
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a') : undefined;
    if (link?.hash && link.hash === location.hash) follow();
  });
  filter();
  follow();
})();
