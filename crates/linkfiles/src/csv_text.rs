//! The text of CSV rows, put together field by field.

/// Rows, each field with the comma or the end of the line after it.
#[derive(Debug, Default)]
pub(crate) struct CsvText {
    /// Room, of which `filled` bytes are used: fields are copied in words of fixed length, which may reach beyond their end.
    room: Vec<u8>,
    filled: usize,
}

/// Bytes that a short field can reach beyond its end.
const BEYOND: usize = 64;

const WORD: usize = 8;
const HALF: usize = 4;

impl CsvText {
    pub fn with_capacity(bytes: usize) -> Self {
        Self { room: vec![0; bytes + BEYOND], filled: 0 }
    }
    pub fn bytes(&self) -> &[u8] {
        &self.room[..self.filled]
    }
    pub const fn len(&self) -> usize {
        self.filled
    }
    pub const fn clear(&mut self) {
        self.filled = 0;
    }
    /// Room for so many bytes more.
    #[inline]
    fn next(&mut self, bytes: usize) -> &mut [u8] {
        let wanted = self.filled + bytes + BEYOND;
        if wanted > self.room.len() {
            self.room.resize(wanted.max(self.room.len() * 2), 0);
        }
        &mut self.room[self.filled..]
    }

    /// Bytes as they are.
    #[inline]
    pub fn raw(&mut self, bytes: &[u8]) {
        self.next(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.filled += bytes.len();
    }

    /// A field, in quotation marks where RFC 4180 wants them.
    #[inline]
    pub fn field(&mut self, bytes: &[u8]) {
        let length = bytes.len();
        // Most fields are short and plain: two words that may overlap hold one, and are looked at and copied at once.
        if let (Some(first), Some(last)) = (bytes.first_chunk::<WORD>(), bytes.last_chunk::<WORD>())
            && length <= 2 * WORD
        {
            if is_plain(u64::from_le_bytes(*first)) && is_plain(u64::from_le_bytes(*last)) {
                let room = self.next(2 * WORD);
                room[..WORD].copy_from_slice(first);
                room[length - WORD..length].copy_from_slice(last);
                room[length] = b',';
                self.filled += length + 1;
                return;
            }
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<HALF>(), bytes.last_chunk::<HALF>())
            && length <= 2 * HALF
        {
            let both = u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
            if is_plain(both) {
                let room = self.next(2 * HALF);
                room[..HALF].copy_from_slice(first);
                room[length - HALF..length].copy_from_slice(last);
                room[length] = b',';
                self.filled += length + 1;
                return;
            }
        }
        self.any_field(bytes);
    }

    fn any_field(&mut self, bytes: &[u8]) {
        if !bytes.iter().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
            self.raw(bytes);
            self.raw(b",");
            return;
        }
        self.raw(b"\"");
        for (at, part) in bytes.split(|b| *b == b'"').enumerate() {
            if at > 0 {
                self.raw(b"\"\"");
            }
            self.raw(part);
        }
        self.raw(b"\",");
    }

    /// A number, as people write it: no noughts at the end. `value` counts the last of so many decimal places.
    #[inline]
    pub fn decimal(&mut self, value: i64, places: u32) {
        // Twenty figures at most, a point, a sign and the comma, from the last on.
        const LONGEST: usize = 24;
        let mut text = [b','; 2 * LONGEST];
        let (mut at, mut rest, mut left) = (LONGEST - 1, value.unsigned_abs(), places);
        // Nearly all probabilities are nought or one.
        if let Some(unit) = 10_u64.checked_pow(places)
            && rest.is_multiple_of(unit)
        {
            (rest, left) = (rest / unit, 0);
        }
        while left > 0 && rest % 10 == 0 {
            rest /= 10;
            left -= 1;
        }
        let mut figure = |b: u8| {
            at -= 1;
            text[at] = b;
        };
        let next = |rest: &mut u64| {
            let last = u8::try_from(*rest % 10).unwrap_or(0);
            *rest /= 10;
            b'0' + last
        };
        if left > 0 {
            while left > 0 {
                figure(next(&mut rest));
                left -= 1;
            }
            figure(b'.');
        }
        figure(next(&mut rest));
        while rest > 0 {
            figure(next(&mut rest));
        }
        if value < 0 {
            figure(b'-');
        }
        self.next(LONGEST)[..LONGEST].copy_from_slice(&text[at..at + LONGEST]);
        self.filled += LONGEST - at;
    }

    /// The last comma becomes the end of the line.
    #[inline]
    pub fn end_row(&mut self) {
        if let Some(last) = self.filled.checked_sub(1).and_then(|last| self.room.get_mut(last)) {
            *last = b'\n';
        }
    }
}

/// Whether all eight bytes are letters that need no quotation marks; it may be wrong in saying no (a space, an apostrophe), never in saying yes.
const fn is_plain(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // A byte below the hyphen borrows from its uppermost bit.
    word.wrapping_sub(ONES * b'-' as u64) & !word & (ONES << 7) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_decimal_reads_as_its_number_does() {
        let written = |value: i64, places: u32| {
            let mut text = CsvText::default();
            text.decimal(value, places);
            String::from_utf8(text.bytes().to_vec()).unwrap()
        };
        for (value, places) in
            [(0_i64, 3_u32), (12_000, 3), (12_340, 3), (-5, 3), (-12_001, 3), (999_999, 6), (1, 6), (7, 0), (100, 0)]
        {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let number = value as f64 / 10_f64.powi(places.cast_signed());
            assert_eq!(written(value, places), format!("{number},"));
        }
        for value in [i64::MIN, i64::MAX] {
            assert_eq!(written(value, 0), format!("{value},"));
        }
    }

    proptest! {
        #[test]
        fn fields_read_as_they_were(fields in prop::collection::vec("[a-z0-9,\"\n\r' é-]{0,20}", 2..9)) {
            let mut text = CsvText::default();
            for field in &fields {
                text.field(field.as_bytes());
            }
            text.end_row();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.bytes());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(row.iter().collect::<Vec<_>>(), fields);
        }
    }
}
