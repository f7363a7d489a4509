import { MAX_BAKED_BYTES, MAX_IMAGE_BYTES, type ImageFault } from './baked-image.js';

const MIB = MAX_IMAGE_BYTES / 1024 / 1024;
const KIB = MAX_BAKED_BYTES / 1024;

/** Why no credential was taken out of an image, in words. */
export const IMAGE_REASONS: Readonly<Record<ImageFault, { readonly en: string; readonly nl: string }>> = {
  'image-unreadable': {
    en: 'This cannot be read as a PNG or SVG image. Was it saved or sent in another form?',
    nl: 'Dit is niet te lezen als PNG- of SVG-afbeelding. Is hij in een andere vorm opgeslagen of verstuurd?',
  },
  'image-too-large': {
    en: `The image is larger than the ${MIB} MiB that are accepted, or the credential in it than ${KIB} KiB.`,
    nl: `De afbeelding is groter dan de ${MIB} MiB die we aannemen, of de credential erin dan ${KIB} KiB.`,
  },
  'image-has-doctype': {
    en: 'The SVG image has a document type (DOCTYPE), with which it could say something else to each reader.',
    nl: 'De SVG-afbeelding heeft een documenttype (DOCTYPE), waarmee hij aan elke lezer iets anders kan zeggen.',
  },
  'image-without-credential': {
    en: 'There is no credential of Open Badges 3.0 in this image. Programs that alter or shrink images often take it out.',
    nl: 'In deze afbeelding zit geen credential van Open Badges 3.0. Programma’s die afbeeldingen bewerken of verkleinen halen hem er vaak uit.',
  },
  'image-with-several-credentials': {
    en: 'There are several credentials in this image, so readers could differ in which one it is.',
    nl: 'In deze afbeelding zitten meer credentials, dus lezers kunnen verschillen in welke het is.',
  },
  'image-credential-malformed': {
    en: 'The credential in this image cannot be read.',
    nl: 'De credential in deze afbeelding is niet te lezen.',
  },
};
