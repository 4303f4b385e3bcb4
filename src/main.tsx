import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import './app/i18n/i18n';
import './app/styles/index.css';
import { createReticle } from './app/create-reticle';
import { ErrorBoundary } from './app/error-boundary';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root element.');

const reticle = createReticle();
window.reticle = reticle.window;
createRoot(root).render(
  <ErrorBoundary>
    <App reticle={reticle} />
  </ErrorBoundary>,
);
void reticle.start();
