//! A picture to look at: decoded and written anew, so that nothing of what a camera or an attacker put beside the pixels is
//! left (place, time, device, comments), and turned the way it was taken.

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation};
use std::io::Cursor;

/// The media type of previews.
pub const PREVIEW_MEDIA: &str = "image/jpeg";
/// The longest side of a preview, in pixels.
const LONGEST: u32 = 1600;
/// The most pixels on one side that are decoded at all.
const WIDEST: u32 = 12_000;
/// How much memory decoding may take, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// The quality of previews, of 100.
const QUALITY: u8 = 82;

/// Why there is no preview. Says nothing of the content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// It is no picture, or damaged, or too large to decode safely.
    #[error("the picture cannot be read: it is damaged or too large")]
    Unreadable,
}

/// Makes a preview of a picture.
///
/// # Errors
/// When it cannot be decoded within the limits.
pub fn preview(bytes: &[u8]) -> Result<Vec<u8>, PreviewError> {
    let unreadable = |_| PreviewError::Unreadable;
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PreviewError::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(turned);
    if picture.width().max(picture.height()) > LONGEST {
        picture = picture.thumbnail(LONGEST, LONGEST);
    }
    let mut out = Vec::new();
    let flat = DynamicImage::ImageRgb8(picture.to_rgb8());
    flat.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).map_err(unreadable)?;
    Ok(out)
}
