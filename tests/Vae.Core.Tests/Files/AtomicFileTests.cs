using System.IO.Compression;
using Vae.Core.Files;

namespace Vae.Core.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vae-atomic-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_WritingFails_LeavesTheOldFileAlone(bool isCompressed)
    {
        var path = Path.Combine(folder, "out");
        File.WriteAllText(path, "old");
        var random = new byte[1 << 20];
        new Random(1).NextBytes(random);

        Assert.Throws<IOException>(() =>
        {
            using var file = AtomicFile.Create(path, isCompressed ? stream => new GZipStream(new FailingStream(stream), CompressionLevel.Fastest) : stream => new FailingStream(stream));
            file.Content.Write(random);
            file.Commit();
        });

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["out"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Commit_NameTakenByAFolderMeanwhile_NamesTheFileAndLeavesNothing()
    {
        var path = Path.Combine(folder, "out");
        using (var file = AtomicFile.Create(path))
        {
            file.Content.Write("new"u8);
            Directory.CreateDirectory(path);

            var error = Assert.Throws<IOException>(file.Commit);

            Assert.StartsWith($"Output '{path}' cannot be written to its end: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(folder));
    }

    /// <summary>Takes half a megabyte and no more.</summary>
    private sealed class FailingStream(Stream inner) : Stream
    {
        private long left = 1 << 19;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            left -= count;
            inner.Write(left < 0 ? throw new IOException("No space left on device") : buffer, offset, count);
        }
    }
}
