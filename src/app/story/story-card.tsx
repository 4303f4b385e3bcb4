import { useTranslation } from 'react-i18next';
import { isTissueSlide } from '../../source/simulated/slide-names';
import { Icon } from '../controls/icon';
import { useAppState, usePageView, useStorySession } from '../reticle-context';
import { currentRequest } from '../state/selectors';
import { STORY_STEPS } from './story-state';

/** From the first sight to an exported finding, in five steps. On the first visit, and from the help. */
export function StoryCard() {
  const { t } = useTranslation();
  const view = usePageView();
  const session = useStorySession();
  const { story, shown } = useAppState((state) => {
    const request = currentRequest(state);
    const slide = request === null || request.kind === 'simulated' ? (request?.slide ?? null) : null;
    return {
      story: state.story,
      shown: slide === null ? ('live' as const) : isTissueSlide(slide) ? slide : ('simulated' as const),
    };
  });
  if (story === null) return null;
  const at = story === 'done' ? STORY_STEPS.length : STORY_STEPS.indexOf(story);
  return (
    <section className="card story" aria-label={t('story.title')}>
      <div className="story-head">
        <h2 className="card-title">{t(story === 'see' ? 'story.welcome' : 'story.title')}</h2>
        {story === 'done' ? (
          <button type="button" className="button button-accent" onClick={() => view.closeStory()}>
            {t('story.end')}
          </button>
        ) : (
          <button type="button" className="button" onClick={() => session.next()}>
            {t('story.next')}
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t('story.close')}
          onClick={() => view.closeStory()}
        >
          <Icon name="close" />
        </button>
      </div>
      <ol className="story-steps">
        {STORY_STEPS.map((step, index) => (
          <li
            key={step}
            className="story-step"
            data-done={index < at || undefined}
            aria-current={index === at ? 'step' : undefined}
          >
            {t(`story.steps.${step}`)}
            {index < at && <span className="visually-hidden"> ({t('story.stepDone')})</span>}
          </li>
        ))}
      </ol>
      <p role="status">
        {story === 'see' && `${t(`story.shown.${shown}`)} `}
        {t(`story.text.${story}`)}
      </p>
    </section>
  );
}
