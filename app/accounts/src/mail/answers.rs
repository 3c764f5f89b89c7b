//! What a mail server says, in any encoding. Of an answer only the code counts (RFC 5321, 4.2.1), but lettre reads
//! nothing that is not UTF-8: servers that speak to people in Japanese, Chinese or French would seem to fail, and a
//! mail that they had taken would be sent again.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use lettre::transport::smtp::client::AsyncTokioStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Longest line that is read, in bytes; RFC 5321 (4.5.3.1.5) allows 512.
const LONGEST_LINE: usize = 4096;

/// A connection whose answers come as UTF-8, line by line.
#[derive(Debug)]
pub(super) struct Answers<S> {
    stream: S,
    peer: SocketAddr,
    /// Came, and is no whole line yet.
    unread: Vec<u8>,
    /// Whole lines, to be handed on.
    lines: Vec<u8>,
}

impl<S> Answers<S> {
    /// `greeting` is what the server said before, to somebody else.
    pub(super) fn new(stream: S, peer: SocketAddr, greeting: &str) -> Self {
        Self {
            stream,
            peer,
            unread: Vec::new(),
            lines: greeting.as_bytes().to_vec(),
        }
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.unread.extend_from_slice(bytes);
        while let Some(end) = self.unread.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            self.lines.extend_from_slice(readable(&line).as_bytes());
        }
        match self.unread.len() > LONGEST_LINE {
            true => Err(io::Error::other("the mail server's answer is too long")),
            false => Ok(()),
        }
    }
}

/// A line in the encoding that it seems to be in.
pub(super) fn readable(line: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(line) {
        return text.to_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(line, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    encoding.decode_without_bom_handling(line).0.into_owned()
}

impl<S: AsyncRead + Unpin> AsyncRead for Answers<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.lines.is_empty() {
            let mut bytes = [0; 1024];
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
            // Whoever goes away in the middle has answered nothing, which is another thing than an answer that
            // cannot be understood.
            if buffer.filled().is_empty() {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
            self.take(buffer.filled())?;
        }
        let length = self.lines.len().min(into.remaining());
        into.put_slice(&self.lines[..length]);
        self.lines.drain(..length);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Answers<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug> AsyncTokioStream
    for Answers<S>
{
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn every_answer_is_a_text_with_its_code() {
        let gbk = encoding_rs::GBK
            .encode("250 邮件已收到，正在排队等待发送\r\n")
            .0;
        let shift_jis = encoding_rs::SHIFT_JIS
            .encode("550 宛先のメールボックスが見つかりません\r\n")
            .0;
        for (sent, read) in [
            (&b"250 taken\r\n"[..], "250 taken\r\n"),
            (
                "250 受け取りました\r\n".as_bytes(),
                "250 受け取りました\r\n",
            ),
            (&gbk, "250 邮件已收到，正在排队等待发送\r\n"),
            (&shift_jis, "550 宛先のメールボックスが見つかりません\r\n"),
            (
                b"451 R\xe9essayez plus tard, s'il vous pla\xeet\r\n",
                "451 Réessayez plus tard, s'il vous plaît\r\n",
            ),
            (b"250-one\r\n250 two\r\n250", "250-one\r\n250 two\r\n"),
        ] {
            let mut answers = Answers::new(sent, ([127, 0, 0, 1], 25).into(), "220 hello\r\n");
            assert_eq!(all(&mut answers).await, format!("220 hello\r\n{read}"));
        }
    }

    /// What comes until something is wrong, as it is at the end.
    async fn all(answers: &mut Answers<&[u8]>) -> String {
        let mut bytes = Vec::new();
        while answers.read_buf(&mut bytes).await.is_ok() {}
        String::from_utf8(bytes).unwrap()
    }

    #[tokio::test]
    async fn a_line_without_end_is_an_error() {
        let endless = [b'2'; 3 * LONGEST_LINE];
        let mut answers = Answers::new(&endless[..], ([127, 0, 0, 1], 25).into(), "");
        assert_eq!(all(&mut answers).await, "");
    }
}
