namespace Vae.Core.Benchmarks;

/// <summary>A benchmark that knows how much it does, so that times become rates.</summary>
public interface IMeasuredWork
{
    /// <summary>What one call of a method does under the present parameters.</summary>
    /// <param name="method">Name of the benchmark method.</param>
    Work WorkOf(string method);
}

/// <summary>An amount of work.</summary>
/// <param name="Amount">Floating-point operations, or bytes read and written.</param>
/// <param name="Unit">FLOP, or B.</param>
public readonly record struct Work(double Amount, string Unit)
{
    /// <summary>Floating-point operations.</summary>
    public static Work Flop(double amount) => new(amount, "FLOP");

    /// <summary>Bytes read and written.</summary>
    public static Work Bytes(double amount) => new(amount, "B");
}
