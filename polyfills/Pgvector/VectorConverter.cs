using Npgsql.Internal;

namespace Pgvector.Npgsql;

/// <summary>Binary form on the wire: uint16 dimensions, uint16 zero, then that many float4.</summary>
public class VectorConverter : PgStreamingConverter<Vector>
{
    private const int HeaderBytes = 2 * sizeof(ushort);

    public override Size GetSize(SizeContext context, Vector value, ref object? writeState)
        => HeaderBytes + (value.Memory.Length * sizeof(float));

#pragma warning disable CA2012 // Without "async" no await below ever waits: the result is there at once.
    public override Vector Read(PgReader reader) => Read(async: false, reader, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(PgWriter writer, Vector value)
        => Write(async: false, writer, value, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore CA2012

    public override ValueTask<Vector> ReadAsync(PgReader reader, CancellationToken cancellationToken = default)
        => Read(async: true, reader, cancellationToken);

    public override ValueTask WriteAsync(PgWriter writer, Vector value, CancellationToken cancellationToken = default)
        => Write(async: true, writer, value, cancellationToken);

    private static async ValueTask<Vector> Read(bool async, PgReader reader, CancellationToken cancellationToken)
    {
        await Buffer(async, reader, HeaderBytes, cancellationToken).ConfigureAwait(false);
        var elements = new float[reader.ReadUInt16()];
        if (reader.ReadUInt16() != 0)
        {
            throw new InvalidCastException("The second field of a vector is expected to be 0.");
        }

        for (var i = 0; i < elements.Length; i++)
        {
            if (reader.ShouldBuffer(sizeof(float)))
            {
                await Buffer(async, reader, sizeof(float), cancellationToken).ConfigureAwait(false);
            }

            elements[i] = reader.ReadFloat();
        }

        return new Vector(elements);
    }

    private static async ValueTask Write(bool async, PgWriter writer, Vector value, CancellationToken cancellationToken)
    {
        await Flush(async, writer, HeaderBytes, cancellationToken).ConfigureAwait(false);
        writer.WriteUInt16(checked((ushort)value.Memory.Length));
        writer.WriteUInt16(0);

        for (var i = 0; i < value.Memory.Length; i++)
        {
            if (writer.ShouldFlush(sizeof(float)))
            {
                await Flush(async, writer, sizeof(float), cancellationToken).ConfigureAwait(false);
            }

            writer.WriteFloat(value.Memory.Span[i]);
        }
    }

    private static ValueTask Buffer(bool async, PgReader reader, int bytes, CancellationToken cancellationToken)
    {
        if (!reader.ShouldBuffer(bytes))
        {
            return ValueTask.CompletedTask;
        }

        if (async)
        {
            return reader.BufferAsync(bytes, cancellationToken);
        }

        reader.Buffer(bytes);
        return ValueTask.CompletedTask;
    }

    private static ValueTask Flush(bool async, PgWriter writer, int bytes, CancellationToken cancellationToken)
    {
        if (!writer.ShouldFlush(bytes))
        {
            return ValueTask.CompletedTask;
        }

        if (async)
        {
            return writer.FlushAsync(cancellationToken);
        }

        writer.Flush();
        return ValueTask.CompletedTask;
    }
}
