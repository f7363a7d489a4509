import { describe, expect, it } from 'vitest';
import { html, raw } from './html.js';

describe('html', () => {
  it('escapes what is put into it, in texts and in attributes', () => {
    const evil = `"><script>alert('&')</script>`;
    expect(html`<a title="${evil}">${evil}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</a>',
    );
    expect(html`${[evil]}`.text).not.toContain('<');
  });

  it('takes HTML as it is, lists of it too, and shows nothing for what is not there', () => {
    expect(html`${html`<b>${'<'}</b>`}${[raw('<i>'), 'a', 0]}${null}${undefined}${false}`.text).toBe(
      '<b>&lt;</b><i>a0',
    );
  });

  it('leaves out characters that HTML cannot hold, and those that turn the direction of what follows', () => {
    expect(html`${'a\u0000b\u202Ec\u2066d\u2069e\u0085f\nסam\u200F'}`.text).toBe('abcdef\nסam\u200F');
    expect(html`${'a\uD800b'}`.text).toBe('a\uFFFDb');
  });
});
