export { escapeCodePoint, escapeControls } from '../../http/escape';
