namespace Vae.Data.Arrow;

/// <summary>Runs the library and says in our words what went wrong in it.</summary>
internal static class ArrowErrors
{
    /// <summary>Runs a part of reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is read, such as <c>batch 3</c>.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="VaeDataException">It cannot be read.</exception>
    public static T Guard<T>(string path, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is NotSupportedException or NotImplementedException)
        {
            throw new VaeDataException($"'{path}': {what} holds what is not read ({error.Message.TrimEnd('.')}); write the table with columns of plain numbers and texts.", error);
        }
        catch (OutOfMemoryException error)
        {
            throw new VaeDataException($"'{path}': {what} takes more memory than there is; write the table in smaller batches, or anew if it is damaged.", error);
        }
        catch (Exception error) when (error is not VaeDataException)
        {
            // What the library throws on damage is of many types, of which null references are one.
            throw new VaeDataException($"'{path}' is cut short or damaged: {what} cannot be read ({(error is IOException or InvalidDataException or InvalidOperationException ? error.Message.TrimEnd('.') : error.GetType().Name)}). Copy or download it again, or write it anew.", error);
        }
    }
}
