import { expect, test } from '@playwright/test';
import { isDateTime } from '../../../helpers/contract/contract';

/** RFC 3339 section 5.6, and the calendar of section 5.7. */
const RIGHT = {
  'the example of the contract': '2023-01-01T12:00:00Z',
  'a fraction of one digit': '2023-01-01T12:00:00.5Z',
  'a fraction of nanoseconds': '2023-01-01T12:00:00.123456789Z',
  'a long fraction': '2023-01-01T12:00:00.000000000000000000001Z',
  'an offset to the east': '2023-01-01T12:00:00+05:30',
  'an offset to the west': '2023-01-01T12:00:00-08:00',
  'an offset of nothing': '2023-01-01T12:00:00+00:00',
  'an offset that is not known': '2023-01-01T12:00:00-00:00',
  'the largest offset': '2023-01-01T12:00:00+23:59',
  'a lower-case t': '2023-01-01t12:00:00Z',
  'a lower-case z': '2023-01-01T12:00:00z',
  'a space for the T, with an offset': '2023-01-01 12:00:00Z',
  'a leap second in UTC': '1990-12-31T23:59:60Z',
  'the same leap second elsewhere': '1990-12-31T15:59:60-08:00',
  'a leap second with a fraction': '2016-12-31T23:59:60.5Z',
  'February 29 of a leap year': '2024-02-29T00:00:00Z',
  'February 29 of 2000': '2000-02-29T00:00:00Z',
  'the last moment of a day': '2023-12-31T23:59:59.999Z',
  'a time long ago': '0001-01-01T00:00:00Z',
  'a time far ahead': '9999-12-31T23:59:59Z',
};

const WRONG = {
  nothing: '',
  'a date alone': '2023-01-01',
  'a time alone': '12:00:00Z',
  'no offset': '2023-01-01T12:00:00',
  'no offset after a fraction': '2023-01-01T12:00:00.5',
  'a space for the T, without an offset': '2023-01-01 12:00:00',
  'an offset without its colon': '2023-01-01T12:00:00+0000',
  'an offset without its minutes': '2023-01-01T12:00:00+05',
  'an offset of one digit': '2023-01-01T12:00:00+5:00',
  'an offset of seconds': '2023-01-01T12:00:00+05:30:00',
  'an offset without a sign': '2023-01-01T12:00:0005:30',
  'an offset of 24 hours': '2023-01-01T12:00:00+24:00',
  'an offset of 60 minutes': '2023-01-01T12:00:00+05:60',
  'a minus that is not ASCII': '2023-01-01T12:00:00\u221208:00',
  'an offset and a Z': '2023-01-01T12:00:00+00:00Z',
  'a name for the offset': '2023-01-01T12:00:00 UTC',
  'a name of a zone': '2023-01-01T12:00:00Z[Europe/Berlin]',
  'a comma in the fraction': '2023-01-01T12:00:00,5Z',
  'a point without a fraction': '2023-01-01T12:00:00.Z',
  'no seconds': '2023-01-01T12:00Z',
  'an hour of one digit': '2023-01-01T9:00:00Z',
  'a month of one digit': '2023-1-01T12:00:00Z',
  'a day of one digit': '2023-01-1T12:00:00Z',
  'a year of two digits': '23-01-01T12:00:00Z',
  'a year of five digits': '12023-01-01T12:00:00Z',
  'a signed year': '+2023-01-01T12:00:00Z',
  'the basic format of ISO 8601': '20230101T120000Z',
  'a week date': '2023-W01-1T12:00:00Z',
  'a day of the year': '2023-001T12:00:00Z',
  'month 0': '2023-00-01T12:00:00Z',
  'month 13': '2023-13-01T12:00:00Z',
  'day 0': '2023-01-00T12:00:00Z',
  'January 32': '2023-01-32T12:00:00Z',
  'April 31': '2023-04-31T12:00:00Z',
  'February 30': '2024-02-30T12:00:00Z',
  'February 29 of another year': '2023-02-29T12:00:00Z',
  'February 29 of 1900': '1900-02-29T12:00:00Z',
  'hour 24': '2023-01-01T24:00:00Z',
  'hour 25': '2023-01-01T25:00:00Z',
  'minute 60': '2023-01-01T12:60:00Z',
  'second 61': '2023-01-01T23:59:61Z',
  'a leap second at noon': '2023-01-01T12:00:60Z',
  'a leap second at an hour that is not the last of a day in UTC': '1990-12-31T23:59:60+01:00',
  'slashes for hyphens': '2023/01/01T12:00:00Z',
  'an underscore for the T': '2023-01-01_12:00:00Z',
  'two spaces for the T': '2023-01-01  12:00:00Z',
  'a tab for the T': '2023-01-01\t12:00:00Z',
  'a line end for the T': '2023-01-01\n12:00:00Z',
  'a space in front': ' 2023-01-01T12:00:00Z',
  'a space behind': '2023-01-01T12:00:00Z ',
  'a line end behind': '2023-01-01T12:00:00Z\n',
  'a line in front': 'x\n2023-01-01T12:00:00Z',
  'digits that are not ASCII': '２０２３-01-01T12:00:00Z',
  'a Unix time': '1672574400',
  'the form of HTTP': 'Sun, 01 Jan 2023 12:00:00 GMT',
  'the form of JavaScript': 'Sun Jan 01 2023 12:00:00 GMT+0000',
  'the zero date of MySQL': '0000-00-00 00:00:00',
  'an invalid date': 'Invalid date',
};

test.describe('A date-time', () => {
  for (const [what, text] of Object.entries(RIGHT)) {
    test(`may have ${what}: ${text}`, () => {
      expect(isDateTime(text)).toBe(true);
    });
  }

  for (const [what, text] of Object.entries(WRONG)) {
    test(`is not ${what}: ${JSON.stringify(text)}`, () => {
      expect(isDateTime(text)).toBe(false);
    });
  }
});
