using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Vae.Core.Models;
using Vae.Core.Onnx;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Graphs in the ONNX Runtime that the tests have as a package.</summary>
internal static class InProcess
{
    public static InferenceSession Session(VaeModel model, OnnxExportOptions options)
    {
        using var file = new MemoryStream();
        model.Export(file, options);
        return Session(file.ToArray());
    }

    public static InferenceSession Session(byte[] file)
    {
        // Threads of its own would spin beside those of the other tests, for graphs of a few rows.
        using var quiet = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(file, quiet);
    }

    /// <summary>The sizes of each output of a call.</summary>
    public static int[][] Shapes(InferenceSession session, string input, ReadOnlySpan<float> rows, int width)
    {
        using var results = Run(session, input, rows, width);
        return [.. results.Select(result => result.Value switch
        {
            Tensor<float> floats => floats.Dimensions.ToArray(),
            Tensor<double> doubles => doubles.Dimensions.ToArray(),
            Tensor<long> integers => integers.Dimensions.ToArray(),
            var flags => ((Tensor<bool>)flags).Dimensions.ToArray(),
        })];
    }

    /// <summary>An output of floats.</summary>
    public static float[] Floats(InferenceSession session, ReadOnlySpan<float> rows, int width, string output)
    {
        using var results = Run(session, "features", rows, width);
        return [.. results.Single(result => result.Name == output).AsTensor<float>()];
    }

    private static IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(InferenceSession session, string input, ReadOnlySpan<float> rows, int width)
    {
        int[] shape = [rows.Length / width, width];
        var isWide = session.InputMetadata[input].ElementType == typeof(double);
        return session.Run([isWide
            ? NamedOnnxValue.CreateFromTensor(input, new DenseTensor<double>(rows.ToArray().Select(value => (double)value).ToArray(), shape))
            : NamedOnnxValue.CreateFromTensor(input, new DenseTensor<float>(rows.ToArray(), shape))]);
    }
}
