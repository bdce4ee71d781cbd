#include "deflate.h"

#include <algorithm>
#include <array>
#include <limits>

#include <zlib.h>

namespace claimcheck::jose {

namespace {

constexpr int rawStream = -15; // the greatest window, and no header
constexpr int memoryLevel = 8; // zlib's default

/// zlib counts in unsigned int: what is longer goes in pieces.
constexpr qsizetype piece = 64 * 1024 * 1024;

class Stream {
public:
    using Step = int (*)(z_stream *, int);

    explicit Stream(QByteArrayView input) : m_input(input) {}

    [[nodiscard]] z_stream *handle() { return &m_stream; }

    /// Runs until the stream ends, until more than `maxSize` octets came out, or until nothing moves any
    /// more.
    [[nodiscard]] Result<QByteArray> run(Step step, qsizetype maxSize)
    {
        QByteArray output;
        for (int state = Z_OK; state != Z_STREAM_END;) {
            refill();
            m_stream.next_out = m_buffer.data();
            m_stream.avail_out = static_cast<uInt>(m_buffer.size());
            state = step(&m_stream, m_input.isEmpty() ? Z_FINISH : Z_NO_FLUSH);
            const qsizetype made = static_cast<qsizetype>(m_buffer.size() - m_stream.avail_out);
            if (made > maxSize - output.size())
                return Error{ErrorCode::CompressedTooLarge};
            output.append(reinterpret_cast<const char *>(m_buffer.data()), made);
            // Z_BUF_ERROR says that output is waiting, unless there is none: then the input is not whole.
            const bool isStuck = state == Z_BUF_ERROR && made == 0 && m_input.isEmpty();
            if (isStuck || (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR))
                return Error{ErrorCode::CompressedInvalid};
        }
        if (m_stream.avail_in != 0 || !m_input.isEmpty())
            return Error{ErrorCode::CompressedInvalid};
        return output;
    }

private:
    void refill()
    {
        if (m_stream.avail_in != 0)
            return;
        const qsizetype size = std::min(m_input.size(), piece);
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(m_input.data()));
        m_stream.avail_in = static_cast<uInt>(size);
        m_input = m_input.sliced(size);
    }

    QByteArrayView m_input; // what the stream was not given yet
    z_stream m_stream = {};
    std::array<Bytef, 32 * 1024> m_buffer;
};

} // namespace

Result<QByteArray> deflate(QByteArrayView bytes)
{
    Stream stream(bytes);
    if (deflateInit2(stream.handle(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, rawStream, memoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return Error{ErrorCode::CompressedInvalid};
    Result<QByteArray> output = stream.run(::deflate, std::numeric_limits<qsizetype>::max());
    deflateEnd(stream.handle());
    return output;
}

Result<QByteArray> inflate(QByteArrayView bytes, qsizetype maxSize)
{
    Stream stream(bytes);
    if (inflateInit2(stream.handle(), rawStream) != Z_OK)
        return Error{ErrorCode::CompressedInvalid};
    Result<QByteArray> output = stream.run(::inflate, maxSize);
    inflateEnd(stream.handle());
    return output;
}

} // namespace claimcheck::jose
