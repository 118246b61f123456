using System.Runtime.ExceptionServices;

namespace Vae.Core.Numerics;

/// <summary>Independent pieces of work on several threads, which fail as they would on one.</summary>
internal static class ParallelWork
{
    /// <param name="count">Pieces.</param>
    /// <param name="threads">Most threads; 1 for the calling one alone.</param>
    /// <param name="body">Told the number of a piece.</param>
    public static void For(int count, int threads, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
        }
        catch (AggregateException exception)
        {
            // The failure itself, as one thread would have thrown it.
            ExceptionDispatchInfo.Throw(exception.GetBaseException());
        }
    }
}
