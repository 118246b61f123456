using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using Vae.Bench.Peers;

namespace Vae.Bench.HandWritten;

/// <summary>Does one job as a user would write it on another library, and prints one line of JSON; what <c>speed</c> and <c>torch</c> start; not for people, so it checks nothing.</summary>
internal static class HandWrittenWorker
{
    /// <summary>Name of the command for TorchSharp.</summary>
    public const string TorchSharp = "torchsharp-worker";

    /// <summary>Name of the command for ONNX Runtime.</summary>
    public const string OnnxRuntime = "onnxruntime-worker";

    /// <summary>The task that prints versions.</summary>
    public const string Check = "check";

    /// <summary>Does the job that <see cref="Job.Arguments"/> describes, or <see cref="Check"/>.</summary>
    /// <param name="library">One of the two names.</param>
    /// <param name="arguments">A task, then pairs of a name and a value.</param>
    public static int Run(string library, ReadOnlySpan<string> arguments)
    {
        Console.WriteLine((library, arguments[0]) switch
        {
            (TorchSharp, Check) => TorchSharpVersion(),
            (OnnxRuntime, Check) => OrtEnv.Instance().GetVersionString(),
            (TorchSharp, _) => TorchSharpLoop.Run(Job.Parse(arguments, out _)).ToJson(),
            _ => OnnxRuntimeScoring.Run(Job.Parse(arguments, out _)).ToJson(),
        });
        return 0;
    }

    private static string TorchSharpVersion() =>
        $"{typeof(torch).Assembly.GetName().Version?.ToString(3)} on libtorch {Version.Parse(torch.__version__).ToString(3)}";
}
