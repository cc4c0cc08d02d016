//! Parquet lists.

use crate::error::FileError;
use crate::list::{Part, Source, Wanted, id_hash};
use linkage::TableBuilder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as Cell;
use parquet::schema::types::Type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn read(source: &Source, wanted: &Wanted<'_>) -> Result<Part, FileError> {
    let mut builder = TableBuilder::new(wanted.fields).map_err(FileError::table(&source.file))?;
    let mut columns: Vec<String> = builder.columns().to_vec();
    columns.push(wanted.id.to_owned());
    columns.extend(wanted.source.map(str::to_owned));
    let width = builder.columns().len();
    let mut ids = Vec::new();
    rows(&source.file, &columns, &mut |row, texts| {
        let id = texts[width].as_str();
        if id.is_empty() {
            return Err(FileError::Missing { file: source.file.clone(), row, column: wanted.id.to_owned() });
        }
        let list = texts.get(width + 1).map(String::as_str).filter(|s| !s.is_empty()).unwrap_or(&source.name);
        let values: Vec<&str> = texts[..width].iter().map(String::as_str).collect();
        ids.push(id_hash(list, id));
        builder.push(id, list, &values).map_err(FileError::table(&source.file))?;
        Ok(())
    })?;
    Ok(Part { table: builder.finish(), ids })
}

/// Takes the number of a row and the texts of its columns.
pub(crate) type EachRow<'a> = dyn FnMut(u64, &[String]) -> Result<(), FileError> + 'a;

/// Hands on the texts of some columns, row by row; rows count from 2, as in a CSV file with its names in row 1.
pub(crate) fn rows(path: &Path, columns: &[String], each: &mut EachRow<'_>) -> Result<(), FileError> {
    // The library stops at some damaged files where it should refuse them (a page of a dictionary that is not there).
    let read = std::panic::AssertUnwindSafe(|| rows_of(path, columns, each));
    std::panic::catch_unwind(read).unwrap_or_else(|_| Err(FileError::broken(path, UNREADABLE)))
}

const UNREADABLE: &str = "this is not a Parquet file that can be read (Snappy or no compression, no nesting)";

fn rows_of(path: &Path, columns: &[String], each: &mut EachRow<'_>) -> Result<(), FileError> {
    let file = File::open(path).map_err(FileError::io(path))?;
    let broken = |_| FileError::broken(path, UNREADABLE);
    let reader = SerializedFileReader::new(file).map_err(broken)?;
    let schema = reader.metadata().file_metadata().schema();
    let mut kept = Vec::new();
    for column in columns {
        let Some(found) = schema.get_fields().iter().find(|f| f.name() == column) else {
            let found = schema.get_fields().len();
            return Err(FileError::NoColumn { file: path.to_owned(), column: column.clone(), found });
        };
        if !kept.iter().any(|k: &Arc<Type>| k.name() == found.name()) {
            kept.push(Arc::clone(found));
        }
    }
    let projection = Type::group_type_builder(schema.name()).with_fields(kept).build().map_err(broken)?;
    let mut texts = vec![String::new(); columns.len()];
    for (row, at) in reader.get_row_iter(Some(projection)).map_err(broken)?.zip(2..) {
        let row = row.map_err(broken)?;
        texts.iter_mut().for_each(String::clear);
        for (name, cell) in row.get_column_iter() {
            for (text, _) in texts.iter_mut().zip(columns).filter(|(_, c)| *c == name) {
                match cell {
                    Cell::Null => {}
                    Cell::Str(s) => text.push_str(s),
                    Cell::Bytes(bytes) => text.push_str(bytes.as_utf8().map_err(|_| FileError::Letters {
                        file: path.to_owned(),
                        row: at,
                        column: name.clone(),
                    })?),
                    Cell::Group(_) | Cell::ListInternal(_) | Cell::MapInternal(_) => {
                        return Err(FileError::Value {
                            file: path.to_owned(),
                            row: at,
                            column: name.clone(),
                            wanted: "a column holds one plain value, not a list or a structure",
                        });
                    }
                    other => text.push_str(&other.to_string()),
                }
            }
        }
        each(at, &texts)?;
    }
    Ok(())
}
