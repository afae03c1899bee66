/**
 * The script of a page.
 *
 * @module
 */
import { movePage } from "./moving_page.ts";

movePage();
