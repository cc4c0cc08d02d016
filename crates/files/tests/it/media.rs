//! What a file is follows from its content, and a preview holds pixels only.

use files::{Media, preview, sniff};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A picture: left half red, right half blue.
fn picture(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(64, 32, |x, _| if x < 32 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// The same as a JPEG with what a camera writes: a maker, a place, and that it was held upright (orientation 6).
fn photograph() -> Vec<u8> {
    let mut exif = Vec::new();
    exif.extend_from_slice(b"Exif\0\0MM\0*\0\0\0\x08\0\x02");
    // Orientation (0x0112), short, one value: 6.
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    // Maker (0x010f), text of 16 bytes, behind the directory (offset 38).
    exif.extend_from_slice(&[0x01, 0x0f, 0, 2, 0, 0, 0, 16, 0, 0, 0, 38]);
    exif.extend_from_slice(&[0, 0, 0, 0]);
    exif.extend_from_slice(b"CANARY-CAMERA-9\0");
    let plain = picture(ImageFormat::Jpeg);
    let mut out = plain[..2].to_vec();
    out.extend_from_slice(&[0xff, 0xe1]);
    out.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    out.extend_from_slice(&exif);
    out.extend_from_slice(&plain[2..]);
    out
}

#[test]
fn a_file_is_what_its_content_says() {
    assert_eq!(sniff(&picture(ImageFormat::Png)).map(|m| m.kind), Some("image/png"));
    assert_eq!(sniff(&photograph()).map(|m| m.kind), Some("image/jpeg"));
    let head = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    assert!(sniff(&head).is_none(), "a head and nothing else");
    let whole = [head.as_slice(), b"trailer\n<<>>\n%%EOF\n"].concat();
    assert_eq!(sniff(&whole).map(|m| m.kind), Some("application/pdf"));
    assert!(sniff(&[whole.as_slice(), &[b' '; 1024]].concat()).is_some(), "something may stand behind its end");
    assert!(sniff(&[whole.as_slice(), &[b' '; 4096]].concat()).is_none());
    for not_taken in
        [&b"MZ\x90\0\x03\0\0\0\x04\0"[..], b"<html><script>", b"#!/bin/sh\nexit", b"", b"\x7fELF\x02\x01\x01"]
    {
        assert_eq!(sniff(not_taken), None);
    }
    assert!(Media::of("image/svg+xml").is_none(), "a picture that can hold a script is not taken");
}

#[test]
fn a_preview_has_lost_everything_but_its_pixels_and_stands_upright() {
    let photograph = photograph();
    let holds = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|w| w == what);
    assert!(holds(&photograph, b"CANARY-CAMERA"), "the test's own picture has it");
    let made = preview(&photograph).unwrap();
    assert!(!holds(&made, b"CANARY-CAMERA") && !holds(&made, b"Exif"), "what the camera wrote is still there");
    let shown = image::load_from_memory(&made).unwrap().to_rgb8();
    assert_eq!(shown.dimensions(), (32, 64), "it is turned the way that it was taken");
    assert!(shown.get_pixel(16, 8)[0] > 200 && shown.get_pixel(16, 56)[2] > 200);
}

#[test]
fn a_preview_is_never_larger_than_a_screen_and_a_bomb_is_refused() {
    let wide = RgbImage::from_pixel(4000, 100, Rgb([9, 9, 9]));
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(wide).write_to(&mut out, ImageFormat::Png).unwrap();
    let made = image::load_from_memory(&preview(out.get_ref()).unwrap()).unwrap();
    assert_eq!((made.width(), made.height()), (1600, 40));
    // A header that promises a hundred thousand by a hundred thousand pixels.
    let mut bomb = picture(ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    assert!(preview(&bomb).is_err());
    assert!(preview(b"no picture").is_err());
}
