use crate::Failure;
use linkage::{Settings, Table, TableBuilder};

/// Reads a list, each half on a thread of its own.
pub(crate) fn read(folder: &str, settings: &Settings) -> Result<Table, Failure> {
    let bytes = std::fs::read(format!("{folder}/records.csv"))?;
    let head = bytes.iter().position(|b| *b == b'\n').ok_or("no header")? + 1;
    let middle = head + (bytes.len() - head) / 2;
    let cut = middle + bytes[middle..].iter().position(|b| *b == b'\n').map_or(bytes.len() - middle, |p| p + 1);
    let names: Vec<String> = std::str::from_utf8(&bytes[..head])?.trim().split(',').map(str::to_owned).collect();
    let parse = |part: &[u8]| -> Result<Table, String> {
        let mut builder = TableBuilder::new(&settings.fields).map_err(|e| e.to_string())?;
        let places: Vec<Option<usize>> = builder.columns().iter().map(|c| names.iter().position(|n| n == c)).collect();
        let source = names.iter().position(|n| n == "agency");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(part);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|e| e.to_string())? {
            let values: Vec<&str> = places.iter().map(|p| p.and_then(|p| record.get(p)).unwrap_or("")).collect();
            let source = source.and_then(|s| record.get(s)).unwrap_or("list");
            builder.push(record.get(0).unwrap_or(""), source, &values).map_err(|e| e.to_string())?;
        }
        Ok(builder.finish())
    };
    let (a, b) = std::thread::scope(|scope| {
        let other = scope.spawn(|| parse(&bytes[cut..]));
        (parse(&bytes[head..cut]), other.join())
    });
    let b = b.map_err(|_| "a reader stopped")??;
    Ok(Table::join(vec![a?, b])?)
}
