import { expect, test } from '@playwright/test';
import { open, quietDemo, untilExamined, untilFrames } from './support';

test('nothing is asked for outside the origin, and the page may not ask', async ({ page, baseURL }) => {
  const outside: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['blob:', 'data:'].includes(url.protocol) && url.origin !== new URL(baseURL ?? '').origin)
      outside.push(request.url());
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text()))
      complaints.push(message.text());
  });
  const response = await page.goto(quietDemo);
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self' blob:");
  expect(policy).not.toContain('unsafe-inline');
  expect(policy).not.toContain("'unsafe-eval'");
  expect(response?.headers()['cross-origin-opener-policy']).toBe('same-origin');
  expect(response?.headers()['cross-origin-embedder-policy']).toBe('require-corp');

  await open(page, quietDemo);
  await untilExamined(page);
  await page.getByRole('button', { name: 'Snapshot', exact: true }).click();
  await page.getByRole('button', { name: 'Diagnostics' }).click();
  // Until what the two buttons set going is done.
  await expect(page.getByTestId('snapshot-stored')).toBeVisible();
  await untilFrames(page, 5);
  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);

  // The policy itself holds: a request to another origin is refused by the browser.
  const refused = await page.evaluate(async () => {
    try {
      await fetch('http://127.0.0.1:9/');
      return 'allowed';
    } catch {
      return new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        fetch('http://127.0.0.1:9/').catch(() => {});
      });
    }
  });
  expect(refused).toBe('connect-src');
});
