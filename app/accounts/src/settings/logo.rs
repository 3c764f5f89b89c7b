//! The portal's own picture: a PNG that administrators choose.
//!
//! What is kept is drawn anew from the pixels of what was sent, so that nothing else that stood in the
//! file reaches anybody. SVG, which can hold scripts, is not taken.

use crate::audit::Action;
use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};
use sha2::{Digest, Sha256};
use std::io::Cursor;

use super::PortalSettings;
use crate::audit::Actor;
use crate::current_user::ConfirmedAdmin;
use crate::store::{self, StoreError};

/// Biggest file that is taken, in bytes.
pub const LOGO_LIMIT: usize = 256 * 1024;
/// Longest side, in pixels.
pub const LOGO_SIDE: u32 = 1024;
/// Memory for reading one, in bytes: four for each pixel, and as much again.
const MEMORY: usize = 8 * 1024 * 1024;

/// Why a picture was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LogoError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// More than [`LOGO_LIMIT`] bytes.
    #[error("the file is too big")]
    TooBig,
    /// A side is longer than [`LOGO_SIDE`].
    #[error("the picture is too big")]
    TooLong,
    /// No PNG, or a broken one.
    #[error("the file is no PNG picture")]
    NoPng,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PortalSettings {
    /// Puts a picture in the place of the one before; with none, the portal has its name alone.
    ///
    /// # Errors
    /// [`LogoError`].
    pub async fn set_logo(
        &self,
        proof: ConfirmedAdmin,
        file: Option<&[u8]>,
    ) -> Result<(), LogoError> {
        let picture = match file {
            Some(file) => Some(redrawn(file)?),
            None => None,
        };
        let fingerprint = picture
            .as_ref()
            .map(|png| data_encoding::HEXLOWER.encode(&Sha256::digest(png)[..8]));
        let transaction = self.store.write().await?;
        let actor = Actor::administrator(&transaction, proof.admin()).await?;
        let actor = actor.ok_or(LogoError::NotAllowed)?;
        let new = picture.as_deref().zip(fingerprint.as_deref());
        store::logo::replace(&transaction, new, self.clock.now()).await?;
        let details = fingerprint.map_or("none".to_owned(), |print| format!("picture {print}"));
        let event = actor.did(Action::ChangeLogo).with(details);
        self.audit.record(&transaction, [event]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.cache.forget();
        Ok(())
    }

    /// The picture, if there is one, as a PNG; and what tells it from others.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn logo(&self) -> Result<Option<(Vec<u8>, String)>, StoreError> {
        store::logo::find(self.store.connection()).await
    }
}

/// The same picture, with nothing else in its file.
fn redrawn(file: &[u8]) -> Result<Vec<u8>, LogoError> {
    if file.len() > LOGO_LIMIT {
        return Err(LogoError::TooBig);
    }
    let limits = Limits { bytes: MEMORY };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(|_| LogoError::NoPng)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width > LOGO_SIDE || height > LOGO_SIDE {
        return Err(LogoError::TooLong);
    }
    let size = reader.output_buffer_size().ok_or(LogoError::TooLong)?;
    let mut pixels = vec![0; size];
    let frame = reader
        .next_frame(&mut pixels)
        .map_err(|_| LogoError::NoPng)?;
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, width, height);
    encoder.set_color(match frame.color_type {
        ColorType::GrayscaleAlpha => ColorType::GrayscaleAlpha,
        _ => ColorType::Rgba,
    });
    encoder.set_depth(BitDepth::Eight);
    let pixels = &pixels[..frame.buffer_size()];
    let drawn = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels));
    drawn.map_err(|_| LogoError::NoPng)?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, width, height);
        encoder.set_color(ColorType::Rgb);
        encoder
            .add_text_chunk("Comment".to_owned(), "<script>alert(1)</script>".to_owned())
            .unwrap();
        let mut writer = encoder.write_header().unwrap();
        let pixels = usize::try_from(width * height).unwrap();
        writer.write_image_data(&[1, 2, 3].repeat(pixels)).unwrap();
        drop(writer);
        png
    }

    #[test]
    fn only_the_pixels_are_kept() {
        let file = picture(40, 30);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(text(&file).contains("<script>"));
        let mut with_tail = file.clone();
        with_tail.extend_from_slice(b"<script>alert(2)</script>");
        for sent in [file, with_tail] {
            let kept = redrawn(&sent).unwrap();
            assert!(!text(&kept).contains("script"));
            assert!(kept.starts_with(b"\x89PNG\r\n\x1a\n"));
            assert_eq!(redrawn(&kept).unwrap(), kept);
        }
    }

    #[test]
    fn what_is_no_picture_or_too_big_is_refused() {
        assert!(matches!(
            redrawn(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
            Err(LogoError::NoPng)
        ));
        let file = picture(40, 30);
        assert!(matches!(
            redrawn(&file[..file.len() / 2]),
            Err(LogoError::NoPng)
        ));
        assert!(matches!(
            redrawn(&picture(1025, 1)),
            Err(LogoError::TooLong)
        ));
        assert!(matches!(
            redrawn(&vec![0; LOGO_LIMIT + 1]),
            Err(LogoError::TooBig)
        ));
        // A bomb: few bytes that say that they are a huge picture.
        let mut bomb = picture(1, 1);
        bomb[16..24].copy_from_slice(&[0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0xff, 0xff]);
        assert!(redrawn(&bomb).is_err());
    }

    proptest! {
        #[test]
        fn no_file_makes_it_fall_over(bytes: Vec<u8>, at in 0usize..200, byte: u8) {
            let _ = redrawn(&bytes);
            let mut file = picture(3, 3);
            let at = at % file.len();
            file[at] = byte;
            let _ = redrawn(&file);
        }
    }
}
