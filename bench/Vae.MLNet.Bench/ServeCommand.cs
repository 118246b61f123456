using System.Diagnostics;
using Vae.Core.Models;

namespace Vae.MLNet.Bench;

/// <summary>Many threads on one transformer, on prediction engines of their own, and on a file that is replaced meanwhile: every score must be, bit for bit, that of one of the two models alone.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    /// <returns>0 where all scores were as they should be, 1 where one was not.</returns>
    public static int Run(int threads, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("vae-serve-");
        try
        {
            Detector[] detectors = [new(seed: 1), new(seed: 2)];
            float[][] expected = [.. detectors.Select(detector => detector.Scores(detector.Transformer))];
            var (zip, onnx) = (Path.Combine(folder.FullName, "detector.zip"), Path.Combine(folder.FullName, "detector.onnx"));
            byte[][] archives = [.. detectors.Select(Archive)];
            Replace(detectors[0], archives[0], zip, onnx);
            var counts = new Counts();
            var clock = Stopwatch.StartNew();
            bool Goes() => clock.Elapsed.TotalSeconds < seconds;
            var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
            {
                try
                {
                    while (Goes())
                    {
                        Work(worker % 4, detectors, expected, zip, onnx, counts);
                    }
                }
                catch (Exception exception)
                {
                    counts.Fail(exception.ToString());
                }
            })).ToArray();
            Array.ForEach(workers, worker => worker.Start());
            while (Goes())
            {
                Thread.Sleep(TimeSpan.FromSeconds(1));
                var turn = ++counts.Replaced % 2;
                Replace(detectors[turn], archives[turn], zip, onnx);
            }

            Array.ForEach(workers, worker => worker.Join());
            Console.WriteLine($"{threads} threads, {clock.Elapsed.TotalSeconds:F0} s: {counts.Rows:N0} rows scored, {counts.Loads:N0} loads of files that were replaced {counts.Replaced} times, {counts.Failures} failures");
            return counts.Failures == 0 && counts.Rows > 0 && counts.Loads > 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Work(int kind, Detector[] detectors, float[][] expected, string zip, string onnx, Counts counts)
    {
        switch (kind)
        {
            case 0:
                counts.Require(expected[0], expected[0], detectors[0].Batch(detectors[0].Transformer));
                break;
            case 1:
                counts.Require(expected[0], expected[0], detectors[0].Scores(detectors[0].Transformer));
                break;
            case 2:
                counts.Loaded();
                using (var loaded = detectors[0].Context.Vae.Load(zip))
                {
                    counts.Require(expected[0], expected[1], detectors[0].Batch(loaded));
                }

                break;
            default:
                counts.Loaded();
                var scores = new float[expected[0].Length];
                VaeModel.Load(onnx).Score(detectors[0].Inputs.SelectMany(input => input.Features).ToArray(), scores);
                counts.Require(expected[0], expected[1], scores);
                break;
        }
    }

    /// <summary>As the documents say: beside it, and renamed; the model's own file does so by itself.</summary>
    private static void Replace(Detector detector, byte[] archive, string zip, string onnx)
    {
        File.WriteAllBytes(zip + ".new", archive);
        File.Move(zip + ".new", zip, overwrite: true);
        detector.Transformer.Model.Save(onnx);
    }

    private static byte[] Archive(Detector detector)
    {
        using var archive = new MemoryStream();
        detector.Context.Model.Save(detector.Transformer, detector.View.Schema, archive);
        return archive.ToArray();
    }

    private sealed class Counts
    {
        private long rows;
        private long loads;
        private long failures;

        public long Rows => rows;

        public long Loads => loads;

        public long Failures => failures;

        public int Replaced { get; set; }

        public void Loaded() => Interlocked.Increment(ref loads);

        public void Require(float[] one, float[] other, float[] scores)
        {
            Interlocked.Add(ref rows, scores.Length);
            if (!scores.AsSpan().SequenceEqual(one) && !scores.AsSpan().SequenceEqual(other))
            {
                Fail("Scores are those of neither model.");
            }
        }

        public void Fail(string what)
        {
            Interlocked.Increment(ref failures);
            Console.Error.WriteLine(what);
        }
    }
}
