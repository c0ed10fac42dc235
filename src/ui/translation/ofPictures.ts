import { type Sentence, sentence } from '../../text/sentence.ts';

/** What is said of pictures that cannot be used. */
export const OF_PICTURES: readonly Sentence[] = [
  sentence('The picture is empty (0 bytes): send the bytes of a file.'),
  sentence(
    'This is {0}, which is not supported: convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF.',
  ),
  sentence(
    'This is not a picture: its first bytes are none of JPEG, PNG, WebP, GIF, TIFF or AVIF.',
  ),
  sentence('The TIFF holds {0}: convert it to 8 or 16 bits of grey, RGB or CMYK.'),
  sentence('The picture is damaged or cut off and cannot be decoded ({0}).'),
  sentence('Decoding the picture took longer than {0} s and was given up: send a smaller one.'),
  sentence(
    'Reading the objects of the picture took longer than {0} s and was given up: ask for fewer objects, with a higher conf or a lower max_det.',
  ),
  sentence('The picture has {0}×{1} pixels; this server accepts at most {2} megapixels.'),
  sentence(
    'The picture has {0}×{1} pixels, saved so that decoding takes {2} of memory; this server allows {3}: {4}, or make it smaller.',
  ),
];
