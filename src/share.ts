/** Share of a whole as a person writes it, such as `90%`. */

export const SHARE = "a share from 0% to 100%, such as 90%";

export function isShare(text: string): boolean {
  return /^\d{1,3}(\.\d+)?%$/.test(text) && Number.parseFloat(text) <= 100;
}
