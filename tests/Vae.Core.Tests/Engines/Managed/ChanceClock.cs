namespace Vae.Core.Tests.Engines.Managed;

/// <summary>A clock by which any step may have been fast: a session that goes by it takes its steps now on one thread and now on others, as chance has it, but alike in every run.</summary>
internal sealed class ChanceClock(int seed) : TimeProvider
{
    private readonly Random random = new(seed);
    private long now;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => now += random.Next(1, 100_000);
}
