#include "content_decoder.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <utility>

namespace claimcheck::http {

namespace {

Error damaged()
{
    return {ErrorCode::NetworkFailed, {}, QStringLiteral("the packed body is damaged")};
}

class Identity final : public ContentDecoder {
public:
    void feed(QByteArray bytes) override { m_bytes = std::move(bytes); }
    Result<QByteArray> next() override { return std::exchange(m_bytes, {}); }
    bool isWhole() const override { return true; }

private:
    QByteArray m_bytes;
};

class Inflate final : public ContentDecoder {
public:
    /// With a header of gzip (several members may follow each other) or zlib; some servers send "deflate"
    /// without any (RFC 9110 section 8.4.1.2).
    explicit Inflate(bool isGzip) : m_isGzip(isGzip) {}
    ~Inflate() override
    {
        if (m_isOpen)
            inflateEnd(&m_stream);
    }
    Q_DISABLE_COPY_MOVE(Inflate)

    void feed(QByteArray bytes) override
    {
        // Two bytes tell zlib's header from a raw stream.
        m_input = m_isOpen ? std::move(bytes) : m_input + bytes;
        m_stream.next_in = reinterpret_cast<Bytef *>(m_input.data());
        m_stream.avail_in = static_cast<uInt>(m_input.size());
    }

    Result<QByteArray> next() override
    {
        if (!m_isOpen && !open())
            return m_input.size() < 2 ? Result<QByteArray>(QByteArray()) : damaged();
        QByteArray out(pieceSize, Qt::Uninitialized);
        m_stream.next_out = reinterpret_cast<Bytef *>(out.data());
        m_stream.avail_out = static_cast<uInt>(out.size());
        while (m_stream.avail_out > 0) {
            if (m_isAtEnd) {
                // What follows the last member is padding, as gzip itself takes it.
                const bool another = m_isGzip && m_stream.avail_in > 0 && *m_stream.next_in == 0x1f;
                if (!another || inflateReset(&m_stream) != Z_OK) {
                    m_stream.avail_in = 0;
                    break;
                }
                m_isAtEnd = false;
            }
            const int state = inflate(&m_stream, Z_NO_FLUSH);
            m_isAtEnd = state == Z_STREAM_END;
            if (state == Z_BUF_ERROR) // all input is used
                break;
            if (state != Z_OK && !m_isAtEnd)
                return damaged();
        }
        out.truncate(out.size() - static_cast<qsizetype>(m_stream.avail_out));
        return out;
    }

    bool isWhole() const override { return m_isAtEnd || (!m_isOpen && m_input.isEmpty()); }

private:
    bool open()
    {
        if (m_input.size() < 2)
            return false;
        constexpr int gzip = 16 + MAX_WBITS, zlib = MAX_WBITS, raw = -MAX_WBITS;
        const int first = static_cast<unsigned char>(m_input[0]);
        const int second = static_cast<unsigned char>(m_input[1]);
        const bool hasHeader = (first & 0x0f) == Z_DEFLATED && (first * 256 + second) % 31 == 0; // RFC 1950
        m_isOpen = inflateInit2(&m_stream, m_isGzip ? gzip : hasHeader ? zlib : raw) == Z_OK;
        return m_isOpen;
    }

    const bool m_isGzip;
    bool m_isOpen = false;
    bool m_isAtEnd = false;
    QByteArray m_input;
    z_stream m_stream = {};
};

class Brotli final : public ContentDecoder {
public:
    Brotli() : m_state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
    ~Brotli() override { BrotliDecoderDestroyInstance(m_state); }
    Q_DISABLE_COPY_MOVE(Brotli)

    void feed(QByteArray bytes) override
    {
        m_isStarted |= !bytes.isEmpty();
        m_input = std::move(bytes);
        m_next = reinterpret_cast<const uint8_t *>(m_input.constData());
        m_left = static_cast<size_t>(m_input.size());
    }

    Result<QByteArray> next() override
    {
        if (!m_state)
            return damaged();
        QByteArray out(pieceSize, Qt::Uninitialized);
        auto *to = reinterpret_cast<uint8_t *>(out.data());
        size_t room = static_cast<size_t>(out.size());
        if (BrotliDecoderDecompressStream(m_state, &m_left, &m_next, &room, &to, nullptr) ==
            BROTLI_DECODER_RESULT_ERROR)
            return damaged();
        out.truncate(out.size() - static_cast<qsizetype>(room));
        return out;
    }

    bool isWhole() const override { return !m_isStarted || BrotliDecoderIsFinished(m_state); }

private:
    BrotliDecoderState *m_state;
    bool m_isStarted = false;
    QByteArray m_input;
    const uint8_t *m_next = nullptr;
    size_t m_left = 0;
};

} // namespace

bool ContentDecoder::knows(const QByteArray &encoding)
{
    const QByteArray name = encoding.trimmed().toLower();
    return name == "gzip" || name == "x-gzip" || name == "deflate" || name == "br";
}

std::unique_ptr<ContentDecoder> ContentDecoder::of(const QByteArray &encoding)
{
    const QByteArray name = encoding.trimmed().toLower();
    if (name == "br")
        return std::make_unique<Brotli>();
    if (knows(name))
        return std::make_unique<Inflate>(name != "deflate");
    return std::make_unique<Identity>();
}

} // namespace claimcheck::http
