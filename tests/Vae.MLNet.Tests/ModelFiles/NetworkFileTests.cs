using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Vae.MLNet.Saving;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Networks whose temporary file happens to be named .ort.</summary>
public sealed class NetworkFileTests
{
    /// <summary>What the runtime says of a sound network in a file of that name.</summary>
    private static readonly Lazy<OnnxRuntimeException> ByName = new(() =>
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("vae-tests-").FullName, "p5p1cczw.ort");
        try
        {
            TestData.Fit(new MLContext(seed: 1)).Model.Save(path);
            return Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Load_FileNamedOrtByChance_TriesAgain(int failures)
    {
        var attempts = 0;

        var loaded = NetworkFiles.Load(() => ++attempts > failures ? "loaded" : throw new TargetInvocationException(ByName.Value));

        Assert.Equal("loaded", loaded);
        Assert.Equal(failures + 1, attempts);
    }

    [Fact]
    public void Load_FailureThatStays_IsTold()
    {
        var attempts = 0;

        var error = Assert.Throws<TargetInvocationException>(() => NetworkFiles.Load<string>(() =>
        {
            attempts++;
            throw new TargetInvocationException(ByName.Value);
        }));

        Assert.Same(ByName.Value, error.InnerException);
        Assert.Equal(4, attempts);
    }

    [Fact]
    public void Load_OtherFailure_IsTriedOnce()
    {
        var attempts = 0;

        Assert.Throws<IOException>(() => NetworkFiles.Load<string>(() =>
        {
            attempts++;
            throw new IOException("The disk is full.");
        }));

        Assert.Equal(1, attempts);
    }

    [Fact]
    public void Load_PipelineWhoseFirstLoadFailsByName_Loads()
    {
        var context = new MLContext(seed: 1);
        var bytes = PipelineFile.Save(context, TestData.Fit(context), TestData.View(context, 1).Schema);

        var stream = new FailingOnceStream(bytes, ByName.Value);

        var loaded = context.Vae.Load(stream);

        Assert.True(stream.HasFailed);
        Assert.IsType<VaeTransformer>(Assert.Single(loaded));
    }

    /// <summary>Fails the first time that ML.NET reads it.</summary>
    private sealed class FailingOnceStream(byte[] content, Exception failure) : MemoryStream(content)
    {
        public bool HasFailed { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (!HasFailed && Environment.StackTrace.Contains(nameof(ModelOperationsCatalog), StringComparison.Ordinal))
            {
                HasFailed = true;
                throw new TargetInvocationException(failure);
            }

            return base.Read(buffer, offset, count);
        }
    }
}
