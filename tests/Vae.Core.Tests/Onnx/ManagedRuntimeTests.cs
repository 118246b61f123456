using Microsoft.ML.OnnxRuntime;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>Exported graphs in the package Microsoft.ML.OnnxRuntime, in this process, against the managed engine; those of the form batch on no row and on one besides.</summary>
public sealed class ManagedRuntimeTests(OnnxRuns runs) : IClassFixture<OnnxRuns>
{
    public static TheoryData<string> Prefixes => ["form.", "names.", "unusual.", "image.", "ensemble.", "mixed.", "missing.", "context."];

    [Theory]
    [MemberData(nameof(OnnxRuntimeTests.Grid), MemberType = typeof(OnnxRuntimeTests))]
    public void Run_EveryScalingAndScore_AgreesWithTheManagedEngine(string likelihood, Activation activation) => RequireAgreement($"{likelihood}.{activation}.");

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Run_EveryFormPartAndName_AgreesWithTheManagedEngine(string prefix) => RequireAgreement(prefix);

    [Fact]
    public void Jobs_OfOneRunOrAnother_AreAll()
    {
        string[] prefixes = [.. OnnxRuntimeTests.Grid.Select<object[], string>(row => $"{row[0]}.{row[1]}."), .. Prefixes.Select<object[], string>(row => (string)row[0])];

        Assert.All(runs.Jobs.Keys, id => Assert.Single(prefixes, prefix => id.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.True(runs.Jobs.Values.Count(job => job.Options.Form == OnnxForm.Batch) > 200);
    }

    private void RequireAgreement(string prefix)
    {
        var jobs = runs.Jobs.Values.Where(job => job.Id.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(jobs);
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        foreach (var job in jobs)
        {
            using var file = new MemoryStream();
            job.Model.Export(file, job.Options);
            using var session = new InferenceSession(file.ToArray(), options);
            Assert.Equal(job.Outputs.Select(output => output.Name), session.OutputNames);
            var found = Run(session, job);
            for (var output = 0; output < job.Outputs.Count; output++)
            {
                job.RequireAgreement(job.Outputs[output], [.. found[output]]);
            }

            if (job.Options.Form == OnnxForm.Batch)
            {
                RequireShapes(session, job, 0);
                RequireShapes(session, job, 1);
            }
        }
    }

    /// <summary>As many rows of every output as rows are given. What is run on all of them has its numbers counted where they are compared.</summary>
    private static void RequireShapes(InferenceSession session, OnnxJob job, int count)
    {
        var shapes = InProcess.Shapes(session, job.Input, job.Rows.AsSpan(0, count * job.Width), job.Width);
        Assert.All(job.Outputs.Zip(shapes), pair => Assert.Equal(
            pair.First.Kind is "score" or "predicted_label" or "probability" ? [count] : [count, pair.First.Width], pair.Second));
    }

    private static List<float>[] Run(InferenceSession session, OnnxJob job)
    {
        var found = job.Outputs.Select(_ => new List<float>()).ToArray();
        using var options = new RunOptions();
        var isRow = job.Options.Form == OnnxForm.Row;
        for (var call = 0; call < (isRow ? job.RowCount : 1); call++)
        {
            using var input = isRow
                ? OrtValue.CreateTensorValueFromMemory(job.Rows[(call * job.Width)..((call + 1) * job.Width)], [job.Width])
                : OrtValue.CreateTensorValueFromMemory(job.Rows, [job.RowCount, job.Width]);
            using var made = session.Run(options, [job.Input], [input], session.OutputNames);
            for (var output = 0; output < found.Length; output++)
            {
                found[output].AddRange(job.Outputs[output].Kind == "predicted_label"
                    ? made[output].GetTensorDataAsSpan<bool>().ToArray().Select(label => label ? 1f : 0f)
                    : made[output].GetTensorDataAsSpan<float>().ToArray());
            }
        }

        return found;
    }
}
