import { useTranslation } from 'react-i18next';
import { CLASSES } from './tools';
import { useClasses } from './use-classes';

/** What a class is called on the page; '' for what has none. */
export function useClassName(): (classId: string | null) => string {
  const { t } = useTranslation();
  const classes = useClasses();
  return (classId) => {
    if (CLASSES.some(({ id }) => id === classId)) return t(`annotate.classes.${classId as 'region'}`);
    return classes.find(({ id }) => id === classId)?.name ?? '';
  };
}
