export { ImageFilesController } from './image-files.controller.js';
export { IMAGE_PATH } from './image-files.js';
export { ImageController } from './image.controller.js';
export { image } from './image.stream.js';
export { Images } from './images.js';
