import { encodePicture } from '../../export/png';
import { serve } from '../../rpc/serve';
import { paintMap } from '../map/paint-map';
import { pictureOfKept } from './kept-map-picture';
import type { MapWorkerCalls } from './map-worker-calls';

serve<MapWorkerCalls>(self, {
  keptPicture: ({ request, keptAt }) => pictureOfKept(request, keptAt),
  mapPng: ({ picture, heat, caption }) =>
    encodePicture({
      width: picture.view.width,
      height: picture.view.height,
      rgba: paintMap(picture, heat),
      umPerPx: picture.view.umPerPx,
      caption,
    }),
});
