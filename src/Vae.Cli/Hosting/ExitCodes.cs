namespace Vae.Cli.Hosting;

/// <summary>What the process returns, so that scripts can tell whose fault a failure was.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Anything that is neither of the others: an output that cannot be written, a diverged training run.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong: unknown flags, values out of range, flags that contradict one another.</summary>
    public const int Usage = 2;

    /// <summary>The data or the model file are missing, broken, or do not fit each other.</summary>
    public const int Data = 3;

    /// <summary>Ctrl-C or a termination signal; 128 + SIGINT, as shells have it. Training has then written its best model so far.</summary>
    public const int Interrupted = 130;
}
