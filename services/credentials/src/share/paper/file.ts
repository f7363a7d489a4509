/** The media type of a paper. */
export const PAPER = 'application/pdf';

/** Of an answer that is a paper: a file to be kept by whoever asked for it. */
export const PAPER_FILE = { 'content-disposition': 'attachment; filename="credential.pdf"' };
