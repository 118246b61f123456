using Vae.Core.Onnx;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Whether a runtime agrees with the managed engine on a job.</summary>
internal static class JobAgreement
{
    /// <summary>
    /// Values that show how large an output's columns are. A reconstruction is as large as what it rebuilds, also where a net that has hardly been trained
    /// makes next to nothing of it.
    /// </summary>
    public static float[] Sizes(this OnnxJob job, OnnxOutput output) =>
        output.Kind == "reconstruction" && job.Options.Part == OnnxPart.Whole ? job.Reference : job.Managed(output, job.Reference);

    /// <summary>Requires that what a runtime made of the job's rows agrees with what the managed engine makes of them.</summary>
    public static void RequireAgreement(this OnnxJob job, OnnxOutput output, float[] found)
    {
        var expected = job.Managed(output, job.Rows);
        var reference = job.Sizes(output);
        if (output.Kind != "predicted_label")
        {
            Agreement.Require($"{job.Id}, {output.Kind}", expected, found, reference, output.Width);
            return;
        }

        // A score on the threshold itself may fall to either side.
        var usual = Agreement.Usual(reference, 1)[0];
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.True(
                found[row] == (job.Model.IsAnomaly(expected[row]) ? 1 : 0)
                    || Agreement.Distance(expected[row], job.Model.Threshold, usual) <= Agreement.Tolerance,
                $"{job.Id}: row {row} is labelled {found[row]} with a score of {expected[row]} and a threshold of {job.Model.Threshold}");
        }
    }
}
