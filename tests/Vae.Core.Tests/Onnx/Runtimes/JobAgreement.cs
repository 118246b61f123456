using Vae.Core.Onnx;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Whether a runtime agrees with the managed engine on a job.</summary>
internal static class JobAgreement
{
    /// <summary>
    /// How large an output's columns are. A reconstruction is as large as what it rebuilds, also where a net that has hardly been trained
    /// makes next to nothing of it.
    /// </summary>
    public static double[] Sizes(this OnnxJob job, OnnxOutput output) => job.Once(output, "sizes", () => Agreement.Usual(
        output.Kind == "reconstruction" && job.Options.Part == OnnxPart.Whole ? job.Reference : job.Managed(output, job.Reference), output.Width));

    /// <summary>What the managed engine makes of the job's rows.</summary>
    public static float[] Expected(this OnnxJob job, OnnxOutput output) => job.Once(output, "expected", () => job.Managed(output, job.Rows));

    /// <summary>Requires that what a runtime made of the job's rows agrees with what the managed engine makes of them.</summary>
    public static void RequireAgreement(this OnnxJob job, OnnxOutput output, float[] found)
    {
        var (expected, sizes) = (job.Expected(output), job.Sizes(output));
        if (output.Kind != "predicted_label")
        {
            Agreement.Require($"{job.Id}, {output.Kind}", expected, found, sizes, output.Width);
            return;
        }

        // A score on the threshold itself may fall to either side.
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.True(
                found[row] == (job.Model.IsAnomaly(expected[row]) ? 1 : 0)
                    || Agreement.Distance(expected[row], job.Model.Threshold, sizes[0]) <= Agreement.Tolerance,
                $"{job.Id}: row {row} is labelled {found[row]} with a score of {expected[row]} and a threshold of {job.Model.Threshold}");
        }
    }
}
