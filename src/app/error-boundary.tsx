import { Component, type ReactNode } from 'react';
import { t } from './i18n/i18n';

/** A fault of the page itself: said plainly, with the one way on that always works. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { message: string | null }> {
  override state: { message: string | null } = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <main className="page-fault" role="alert">
        <h1>{t('fault.title')}</h1>
        <p>{t('fault.text')}</p>
        <p className="hint">{this.state.message}</p>
        <button type="button" className="button button-accent" onClick={() => window.location.reload()}>
          {t('fault.reload')}
        </button>
      </main>
    );
  }
}
